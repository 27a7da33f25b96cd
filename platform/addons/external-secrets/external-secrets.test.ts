import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { externalSecrets } from "./external-secrets.ts";

describe("external-secrets", () => {
  it("has one webhook beside one server, and two, on two nodes, beside several", () => {
    expect(externalSecrets.values(addonInput())).not.toHaveProperty("webhook.replicaCount");
    expect(externalSecrets.values(addonInput("control_plane_count = 3"))).toMatchObject({
      webhook: {
        replicaCount: 2,
        topologySpreadConstraints: [{ topologyKey: "kubernetes.io/hostname" }],
      },
    });
  });

  it("is ready when it works", () => {
    expect(externalSecrets.values(addonInput())).toMatchObject({ readinessProbe: { enabled: true } });
  });
});
