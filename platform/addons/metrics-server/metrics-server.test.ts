import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { metricsServer } from "./metrics-server.ts";

describe("metrics-server", () => {
  it("runs once beside one server", () => {
    const values = metricsServer.values(addonInput());
    expect(values).not.toHaveProperty("replicas");
    expect(values).not.toHaveProperty("podDisruptionBudget");
  });

  it.each([3, 5])("runs twice beside %i servers, spread over nodes and drained one at a time", (servers) => {
    expect(metricsServer.values(addonInput(`control_plane_count = ${servers}`))).toMatchObject({
      replicas: 2,
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
      topologySpreadConstraints: [
        {
          topologyKey: "kubernetes.io/hostname",
          labelSelector: { matchLabels: { "app.kubernetes.io/instance": metricsServer.name } },
        },
      ],
    });
  });

  it("asks for little and tolerates servers", () => {
    expect(metricsServer.values(addonInput())).toMatchObject({
      resources: { requests: { cpu: "20m", memory: "40Mi" } },
      tolerations: [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists" }],
    });
  });
});
