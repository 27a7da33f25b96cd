import { describe, expect, it } from "vitest";
import type { KubernetesNode } from "./observe-kubernetes.ts";
import { majority, removalOrder, survivesWithout, type Voter, votersOf } from "./quorum.ts";

/** `+a` is a healthy voter, `-b` a broken one. */
const voters = (text: string): Voter[] =>
  text.split(" ").map((word) => ({ name: word.slice(1), healthy: word.startsWith("+") }));

const server = (name: string, rest: Partial<KubernetesNode> = {}): KubernetesNode => ({
  name,
  ready: true,
  schedulable: true,
  version: "v1",
  ip: "10.1.1.11",
  server: true,
  troubles: [],
  ...rest,
});

describe("etcd's majority", () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
  ])("of %i members is %i", (members, wanted) => {
    expect(majority(members)).toBe(wanted);
  });

  it.each([
    ["+a +b +c", "c", true],
    ["+a +b -c", "c", true],
    ["+a -b +c", "c", false],
    ["+a +b", "b", false],
    ["+a", "a", false],
    ["+a +b +c -d -e", "d", true],
    ["+a +b +c -d -e", "a", false],
  ])("among %s survives without %s: %s", (members, name, wanted) => {
    expect(survivesWithout(voters(members), name)).toBe(wanted);
  });
});

describe("members that leave etcd", () => {
  it.each([
    ["+a +b +c", ["c", "b"], ["c", "b"]],
    ["+a -b +c", ["c", "b"], ["b", "c"]],
    ["+a +b -c", ["c", "b"], ["c", "b"]],
    ["-a +b +c", ["c", "b"], undefined],
    ["+a -b -c", ["c", "b"], undefined],
    ["+a +b +c +d -e", ["e", "d"], ["e", "d"]],
    ["+a +b", ["c", "b"], ["c", "b"]],
    ["+a -b", ["c", "b"], undefined],
  ])("of %s go as %j in the order %j", (members, leaving, wanted) => {
    expect(removalOrder(voters(members), leaving)).toEqual(wanted);
  });
});

describe("voters", () => {
  it("are what k3s says, old Nodes included", () => {
    const nodes = [
      server("cp-1", { etcd: "voter" }),
      server("cp-2", { etcd: "learner" }),
      server("apps-1", { server: false }),
      server("cp-2-old", { etcd: "voter", ready: false }),
    ];
    expect(votersOf(nodes)).toEqual(voters("+cp-1 -cp-2-old"));
  });

  it("are the servers while k3s has said nothing", () => {
    expect(votersOf([server("cp-1"), server("x", { server: false })])).toEqual(voters("+cp-1"));
  });
});
