import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { dragonfly } from "./dragonfly.ts";

describe("dragonfly", () => {
  it("runs once beside one server, and twice, on two nodes, beside several", () => {
    expect(dragonfly.values(addonInput())).not.toHaveProperty("replicaCount");
    expect(dragonfly.values(addonInput("control_plane_count = 3"))).toMatchObject({
      replicaCount: 2,
      manager: { topologySpreadConstraints: [{ topologyKey: "kubernetes.io/hostname" }] },
    });
  });

  it("has metrics that are no app's business", () => {
    expect(dragonfly.internal).toBe(true);
  });
});
