import { describe, expect, it } from "vitest";
import { duration, kubernetesNode, type NodeObject } from "./observe-kubernetes.ts";

const NOW = new Date("2026-03-01T12:03:10Z");
const ready = {
  type: "Ready",
  status: "True",
  reason: "KubeletReady",
  message: "kubelet is posting ready status",
};

function nodeWith(conditions: readonly object[], spec: object = {}, metadata: object = {}) {
  const object = {
    metadata: { name: "acme-cp-1-g1", labels: { "node-role.kubernetes.io/etcd": "true" }, ...metadata },
    spec,
    status: {
      conditions,
      addresses: [{ type: "InternalIP", address: "10.1.1.11" }],
      nodeInfo: { kubeletVersion: "v1.36.3+k3s1" },
    },
  };
  return kubernetesNode(object as NodeObject, NOW);
}

const etcd = (status: string, reason: string) => ({ type: "EtcdIsVoter", status, reason });

describe("kubernetesNode", () => {
  it("has nothing to say against a healthy server", () => {
    expect(nodeWith([ready, etcd("True", "MemberNotLearner")])).toEqual({
      name: "acme-cp-1-g1",
      ready: true,
      schedulable: true,
      version: "v1.36.3+k3s1",
      ip: "10.1.1.11",
      server: true,
      etcd: "voter",
      troubles: [],
    });
  });

  it("says for how long a node is NotReady, and why, without a date", () => {
    const silent = {
      type: "Ready",
      status: "Unknown",
      reason: "NodeStatusUnknown",
      message: "Kubelet stopped posting node status.",
      lastTransitionTime: "2026-03-01T12:00:00Z",
    };
    const found = nodeWith([silent]);
    expect(found.ready).toBe(false);
    expect(found.troubles).toEqual(["NotReady for 3 min: kubelet stopped posting node status"]);
  });

  it.each([
    ["MemberIsLearner", "learner", []],
    ["Unhealthy", "voter", ["its etcd member does not answer"]],
    ["NotAMember", undefined, ["is no etcd member"]],
  ])("reads a member that is %s", (reason, role, troubles) => {
    const found = nodeWith([ready, etcd("False", reason)]);
    expect(found.etcd).toBe(role);
    expect(found.troubles).toEqual(troubles);
  });

  it("says that it is cordoned, short of something, not initialised or going", () => {
    const found = nodeWith(
      [ready, { type: "DiskPressure", status: "True" }, { type: "MemoryPressure", status: "False" }],
      { unschedulable: true, taints: [{ key: "node.cloudprovider.kubernetes.io/uninitialized" }] },
      { deletionTimestamp: "2026-03-01T12:00:00Z" },
    );
    expect(found.schedulable).toBe(false);
    expect(found.troubles).toEqual([
      "is short of disk",
      "waits for the cloud controller",
      "is being deleted",
    ]);
  });

  it("says that a Node without a status has not reported yet", () => {
    expect(kubernetesNode({ metadata: { name: "new" } }, NOW)).toMatchObject({
      ready: false,
      server: false,
      troubles: ["has not reported yet"],
    });
  });
});

it.each([
  [-5, "0 s"],
  [59, "59 s"],
  [3 * 60 + 10, "3 min"],
  [119 * 60, "119 min"],
  [5 * 3600, "5 h"],
  [72 * 3600, "3 days"],
])("says %i s as %s", (seconds, words) => expect(duration(seconds)).toBe(words));
