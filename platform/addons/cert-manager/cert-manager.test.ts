import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { certManager } from "./cert-manager.ts";

describe("cert-manager", () => {
  it("brings its definitions and needs no rights in kube-system", () => {
    expect(certManager.values(addonInput())).toMatchObject({
      crds: { enabled: true },
      global: { leaderElection: { namespace: certManager.namespace } },
    });
  });

  it("runs where there are only servers, its check included", () => {
    const tolerations = [expect.objectContaining({ key: "node-role.kubernetes.io/control-plane" })];
    expect(certManager.values(addonInput())).toMatchObject({
      tolerations,
      cainjector: { tolerations },
      webhook: { tolerations },
      startupapicheck: { tolerations },
    });
  });

  it("has a webhook that survives a drain beside several servers", () => {
    expect(certManager.values(addonInput("control_plane_count = 3"))).toMatchObject({
      webhook: { replicaCount: 2, podDisruptionBudget: { enabled: true } },
    });
    expect(certManager.values(addonInput()).webhook).not.toHaveProperty("replicaCount");
  });

  it("asks the nameservers that it is given, and no others", () => {
    const nameservers = '[addons.cert-manager]\ndns01_nameservers = ["1.1.1.1", "9.9.9.9"]';
    expect(certManager.values(addonInput("", nameservers))).toMatchObject({
      dns01RecursiveNameservers: "1.1.1.1:53,9.9.9.9:53",
      dns01RecursiveNameserversOnly: true,
    });
    expect(certManager.values(addonInput())).not.toHaveProperty("dns01RecursiveNameserversOnly");
  });
});
