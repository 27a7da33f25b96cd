import { describe, expect, it } from "vitest";
import {
  describeLosses,
  lossesOf,
  type Pod,
  podNames,
  podsSince,
  podsToDrain,
  podsTolerating,
} from "./drain-pods.ts";

function pod(
  name: string,
  controller?: string,
  rest: { metadata?: object; spec?: object; status?: object } = {},
): Pod {
  const owner =
    controller === undefined ? {} : { ownerReferences: [{ kind: controller, name: "x", controller: true }] };
  return {
    metadata: { name, namespace: "shop", uid: `uid-${name}`, ...owner, ...rest.metadata },
    ...(rest.spec === undefined ? {} : { spec: rest.spec }),
    ...(rest.status === undefined ? {} : { status: rest.status }),
  };
}

const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);
const emptyDir = { spec: { volumes: [{ name: "tmp", emptyDir: {} }] } };
const ending = { metadata: { deletionTimestamp: "2026-11-21T00:00:00Z" } };

describe("pods that leave a node", () => {
  it("are all but the node's own and the finished", () => {
    const pods = [
      pod("web", "ReplicaSet"),
      pod("agent", "DaemonSet"),
      pod("static", "Node", { metadata: { annotations: { "kubernetes.io/config.mirror": "abc" } } }),
      pod("done", "Job", { status: { phase: "Succeeded" } }),
      pod("broken", "Job", { status: { phase: "Failed" } }),
      pod("running", "Job", { status: { phase: "Running" } }),
      pod("bare"),
      pod("going", "ReplicaSet", ending),
    ];
    expect(names(podsToDrain(pods))).toEqual(["web", "running", "bare", "going"]);
  });

  it("belong to a DaemonSet only when it controls them", () => {
    const adopted = pod("web", undefined, {
      metadata: { ownerReferences: [{ kind: "DaemonSet", name: "x", controller: false }] },
    });
    expect(names(podsToDrain([adopted]))).toEqual(["web"]);
  });
});

describe("losses of a drain", () => {
  it("are pods that nobody makes again, and data on the node", () => {
    const pods = [
      pod("web", "ReplicaSet"),
      pod("cache", "StatefulSet", emptyDir),
      pod("bare", undefined, emptyDir),
    ];
    expect(describeLosses(lossesOf(pods)).map(({ line }) => line)).toEqual([
      "nobody makes these pods again: shop/bare",
      "what these pods keep in an emptyDir is lost: shop/cache",
    ]);
  });

  it("are none of pods that are ending already", () => {
    const pods = [
      pod("bare", undefined, { ...emptyDir, ...ending }),
      pod("cache", "StatefulSet", { ...emptyDir, ...ending }),
    ];
    expect(describeLosses(lossesOf(pods))).toEqual([]);
  });
});

it("shortens a long list of pods", () => {
  expect(podNames([pod("c", "Job"), pod("a", "Job"), pod("b", "Job")], 2)).toBe("shop/a, shop/b and 1 more");
});

describe("pods that tolerate what empties a node", () => {
  const OFF = { key: "node.kubernetes.io/out-of-service", value: "nodeshutdown", effect: "NoExecute" };
  const tolerant = (name: string, toleration: object, rest: object = {}) =>
    pod(name, "ReplicaSet", { spec: { tolerations: [toleration] }, ...rest });

  it("are not waited for again when they were made anew on it", () => {
    const before = [pod("a"), pod("b")];
    const anew: Pod = { ...pod("a"), metadata: { ...pod("a").metadata, uid: "another" } };
    expect(names(podsSince(before, [anew, pod("b"), pod("c")]))).toEqual(["b"]);
  });

  it("are those that Kubernetes does not give up by itself", () => {
    const pods = [
      tolerant("all", { operator: "Exists" }),
      tolerant("executed", { operator: "Exists", effect: "NoExecute" }),
      tolerant("this", { key: OFF.key, operator: "Equal", value: "nodeshutdown" }),
      tolerant("other-value", { key: OFF.key, value: "x" }),
      tolerant("other-effect", { operator: "Exists", effect: "NoSchedule" }),
      tolerant("not-ready", { key: "node.kubernetes.io/not-ready", operator: "Exists" }),
      tolerant("going", { operator: "Exists" }, ending),
      pod("plain", "ReplicaSet"),
    ];
    expect(names(podsTolerating(pods, OFF))).toEqual(["all", "executed", "this"]);
  });
});
