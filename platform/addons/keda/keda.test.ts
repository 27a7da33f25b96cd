import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { keda } from "./keda.ts";

describe("keda", () => {
  it("serves the API of metrics once beside one server, and twice, on two nodes, beside several", () => {
    expect(keda.values(addonInput())).not.toHaveProperty("metricsServer");
    expect(keda.values(addonInput("control_plane_count = 3"))).toMatchObject({
      metricsServer: { replicaCount: 2 },
      topologySpreadConstraints: { metricsServer: [{ topologyKey: "kubernetes.io/hostname" }] },
    });
  });

  it("may use what CPU is free", () => {
    expect(keda.values(addonInput())).toMatchObject({
      resources: {
        operator: { limits: { cpu: null } },
        metricServer: { limits: { cpu: null } },
        webhooks: { limits: { cpu: null } },
      },
    });
  });
});
