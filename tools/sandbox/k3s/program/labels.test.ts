import { describe, expect, it } from "vitest";
import { parseLabels, parseTaints } from "./labels.ts";

describe("parseLabels", () => {
  it("accepts own labels and those that a kubelet may give itself", () => {
    expect(
      parseLabels([
        "pool=apps",
        "topology.kubernetes.io/zone=z1",
        "node.kubernetes.io/pool=x",
        "empty=",
        "k3s-upgrade=true",
      ]),
    ).toEqual({
      pool: "apps",
      "topology.kubernetes.io/zone": "z1",
      "node.kubernetes.io/pool": "x",
      empty: "",
      "k3s-upgrade": "true",
    });
  });

  it.each([
    "node-role.kubernetes.io/worker=true",
    "k8s.io/x=1",
    "anything.k8s.io/x=1",
    "kubernetes.io/role=worker",
  ])("refuses %s with the kubelet's words", (label) => {
    expect(() => parseLabels([label])).toThrow(
      /unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: \[/,
    );
  });

  it("refuses labels that are no labels", () => {
    expect(() => parseLabels(["a b=c"])).toThrow("invalid labels");
    expect(() => parseLabels(["a=b c"])).toThrow("invalid labels");
  });
});

describe("parseTaints", () => {
  it("reads taints with and without a value", () => {
    expect(parseTaints(["node-role.kubernetes.io/control-plane:NoSchedule", "pool=db:NoExecute"])).toEqual([
      { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" },
      { key: "pool", value: "db", effect: "NoExecute" },
    ]);
  });

  it("refuses an unknown effect and a bad key", () => {
    expect(() => parseTaints(["a=b:Never"])).toThrow("invalid taint effect: Never");
    expect(() => parseTaints(["a b:NoSchedule"])).toThrow("invalid taint spec: a b:NoSchedule");
  });
});
