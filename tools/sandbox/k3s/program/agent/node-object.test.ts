import { describe, expect, it } from "vitest";
import type { NodeSettings } from "../config/settings.ts";
import { nodeLabels, nodeObject, nodeStatus } from "./node-object.ts";

const facts = { cpus: 2, memoryBytes: 4 * 1024 ** 3, version: "v1.34.3+k3s1", arch: "amd64" };
const settings: NodeSettings = {
  name: "apps-1-g1",
  ip: "10.1.0.21",
  labels: { pool: "apps" },
  taints: [{ key: "pool", value: "apps", effect: "NoSchedule" }],
  externalCloud: true,
  lbPort: 6444,
  dataDir: "/var/lib/rancher/k3s",
};

describe("nodeObject", () => {
  it("leaves the node of an external cloud to its controller: tainted, without providerID, with its address noted", () => {
    expect(nodeObject(settings, facts, false)).toMatchObject({
      metadata: { annotations: { "alpha.kubernetes.io/provided-node-ip": "10.1.0.21" } },
      spec: {
        taints: [
          { key: "node.cloudprovider.kubernetes.io/uninitialized", value: "true", effect: "NoSchedule" },
          { key: "pool", value: "apps", effect: "NoSchedule" },
        ],
      },
    });
    expect(nodeObject(settings, facts, false)).not.toHaveProperty("spec.providerID");
  });

  it("has volumes attached by kube-controller-manager", () => {
    const key = "volumes.kubernetes.io/controller-managed-attach-detach";
    expect(nodeObject(settings, facts, false)).toMatchObject({
      metadata: { annotations: { [key]: "true" } },
    });
  });

  it("is what k3s's own cloud controller makes of it otherwise", () => {
    const own = { ...settings, externalCloud: false, taints: [] };
    expect(nodeObject(own, facts, true)).toMatchObject({
      spec: { providerID: "k3s://apps-1-g1", taints: [] },
    });
    expect(nodeLabels(own, facts, true)).toHaveProperty("node.kubernetes.io/instance-type", "k3s");
  });
});

it("nodeStatus reports k3s's version, the node's address and that it is ready", () => {
  const now = new Date("2026-01-02T03:04:05.678Z");
  expect(nodeStatus(settings, facts, now, now)).toMatchObject({
    addresses: [
      { type: "InternalIP", address: "10.1.0.21" },
      { type: "Hostname", address: "apps-1-g1" },
    ],
    capacity: { cpu: "2", memory: "4194304Ki", pods: "110" },
    conditions: expect.arrayContaining([
      expect.objectContaining({ type: "Ready", status: "True", lastHeartbeatTime: "2026-01-02T03:04:05Z" }),
    ]),
    nodeInfo: { kubeletVersion: "v1.34.3+k3s1" },
  });
});
