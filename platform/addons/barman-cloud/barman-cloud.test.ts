import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { barmanCloud } from "./barman-cloud.ts";

describe("barman-cloud", () => {
  it("lives beside CloudNativePG, after it and cert-manager", () => {
    expect(barmanCloud.namespace).toBe("cloudnative-pg");
    expect(barmanCloud.needs).toEqual(["cert-manager", "cloudnative-pg"]);
  });

  it("leaves a lost node soon, because no database can be promoted without it", () => {
    const { tolerations } = barmanCloud.values(addonInput("control_plane_count = 3"));
    expect(tolerations).toContainEqual({
      key: "node.kubernetes.io/unreachable",
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: 30,
    });
  });
});
