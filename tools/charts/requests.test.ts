import { describe, expect, it } from "vitest";
import type { Manifest } from "../../platform/addons/facts.ts";
import { quantity, requestsOf } from "./requests.ts";

describe("quantity", () => {
  it.each([
    ["100m", 0.1],
    ["2", 2],
    [0.5, 0.5],
    ["64Mi", 64 * 2 ** 20],
    ["1G", 1e9],
  ])("reads %s", (text, number) => {
    expect(quantity(text)).toBeCloseTo(number);
  });

  it("refuses what is none", () => {
    expect(() => quantity("64 MB")).toThrow("64 MB is no quantity");
  });
});

const container = (cpu: string, memory: string, more = {}) => ({
  resources: { requests: { cpu, memory } },
  ...more,
});

const workload = (kind: string, spec: object, replicas?: number): Manifest => ({
  kind,
  metadata: { name: "a" },
  spec: { ...(replicas === undefined ? {} : { replicas }), template: { spec } },
});

describe("requestsOf", () => {
  const pod = { containers: [container("10m", "32Mi"), container("5m", "16Mi")] };

  it("counts a Deployment's pods, and a DaemonSet's once for each node", () => {
    expect(requestsOf([workload("Deployment", pod, 2)], 3)).toEqual({ cpu: 30, memory: 96 });
    expect(requestsOf([workload("Deployment", pod)], 3)).toEqual({ cpu: 15, memory: 48 });
    expect(requestsOf([workload("DaemonSet", pod)], 3)).toEqual({ cpu: 45, memory: 144 });
  });

  it("counts no Job", () => {
    expect(requestsOf([workload("Job", pod)], 3)).toEqual({ cpu: 0, memory: 0 });
  });

  it("counts the largest init container where it asks for more, and sidecars beside the others", () => {
    const first = { ...pod, initContainers: [container("100m", "8Mi"), container("1m", "1Mi")] };
    expect(requestsOf([workload("Deployment", first)], 1)).toEqual({ cpu: 100, memory: 48 });
    const beside = { ...pod, initContainers: [container("10m", "2Mi", { restartPolicy: "Always" })] };
    expect(requestsOf([workload("Deployment", beside)], 1)).toEqual({ cpu: 25, memory: 50 });
  });
});
