import { describe, expect, it } from "vitest";
import { removalWork } from "./removal-work.ts";
import { changeMachine, changeNode, type Facts, haConfig, node, observed } from "./testing/observed.ts";

const five = haConfig({ top: "control_plane_count = 5" });
const three = haConfig();
const one = haConfig({ top: "control_plane_count = 1" });
const none = () => {};

function work(slot: string, change: (facts: Facts) => void = none, deployed = three, now = deployed) {
  const { leaving, ...rest } = removalWork(observed(change, deployed, now), slot);
  return { ...rest, leaving: leaving.map((leaver) => leaver.slot) };
}

const broken = (slot: string) => (facts: Facts) =>
  changeNode(facts, slot, { ready: false, troubles: ["NotReady for 2 min"] });
const stopped = (slot: string) => (facts: Facts) => changeMachine(facts, slot, { state: "Stopped" });
const withoutNode = (name: string) => (facts: Facts) =>
  void facts.nodes.splice(
    facts.nodes.findIndex((found) => found.name === name),
    1,
  );

describe("removing a server", () => {
  it.each([
    ["cp-5", five, 3, ["cp-5", "cp-4"]],
    ["cp-3", three, 1, ["cp-3", "cp-2"]],
  ])("takes %s and the one before it, and says why", (slot, deployed, count, leaving) => {
    expect(work(slot, none, deployed)).toMatchObject({
      count,
      leaving,
      edits: [{ path: ["control_plane_count"], value: count }],
      remarks: [expect.stringContaining(`servers become ${count}`)],
    });
  });

  it("takes a broken one out first", () => {
    expect(work("cp-3", broken("cp-2")).leaving).toEqual(["cp-2", "cp-3"]);
    expect(work("cp-3", stopped("cp-2")).leaving).toEqual(["cp-2", "cp-3"]);
  });

  it("goes while one that stays is broken too, when etcd keeps its majority", () => {
    const both = (facts: Facts) => {
      broken("cp-3")(facts);
      stopped("cp-5")(facts);
    };
    expect(work("cp-5", both, five).leaving).toEqual(["cp-5", "cp-4"]);
  });

  it.each([
    [
      "the one that stays is broken",
      broken("cp-1"),
      /cp-3 and cp-2 cannot leave now: cp-1: NotReady for 2 min/,
    ],
    ["the one that stays is stopped", stopped("cp-1"), /the machine of cp-1 is Stopped/],
    [
      "etcd has no majority",
      (facts: Facts) => {
        broken("cp-2")(facts);
        broken("cp-3")(facts);
      },
      /without its majority/,
    ],
  ])("is refused when %s", (_, change, words) => {
    expect(() => work("cp-3", change)).toThrow(words);
  });

  it("is refused while one that stays is about to be replaced", () => {
    const now = haConfig({ controlPlane: "generations = { cp-1 = 2 }" });
    expect(() => work("cp-3", none, three, now)).toThrow(/cp-1 is about to be replaced/);
  });

  it("names the one to go", () => {
    expect(() => work("cp-2")).toThrow(
      expect.objectContaining({
        code: "NODE_REFUSED",
        hint: expect.stringContaining("the one to go is cp-3"),
      }),
    );
  });

  it("is refused for the only one", () => {
    expect(() => work("cp-1", none, one)).toThrow(/only server/);
  });

  it("goes on when one has left etcd already", () => {
    expect(work("cp-3", withoutNode("acme-cp-3-g1"))).toMatchObject({ count: 1, edits: [{ value: 1 }] });
    expect(work("cp-3", withoutNode("acme-cp-3-g1")).leaving.toSorted()).toEqual(["cp-2", "cp-3"]);
  });

  it("goes on when the file has the lower number", () => {
    const rest = work("cp-3", none, three, one);
    expect(rest).toMatchObject({ leaving: ["cp-3", "cp-2"], edits: [], count: 1 });
    expect(work("cp-2", none, three, one)).toEqual(rest);
  });

  it("goes on when the first machine is gone", () => {
    const change = (facts: Facts) => {
      facts.recorded.delete("cp-3");
      withoutNode("acme-cp-3-g1")(facts);
    };
    expect(work("cp-3", change, three, one).leaving).toEqual(["cp-2"]);
  });

  it("takes one that never joined", () => {
    const change = (facts: Facts) => {
      withoutNode("acme-cp-3-g1")(facts);
      withoutNode("acme-cp-2-g1")(facts);
    };
    expect(work("cp-3", change).leaving).toEqual(["cp-3", "cp-2"]);
  });

  it("has nothing to do when all is done", () => {
    expect(work("cp-3", none, one)).toMatchObject({ leaving: [], edits: [], stale: [] });
  });
});

describe("removing an agent", () => {
  it("takes the last one", () => {
    expect(work("apps-2")).toEqual({
      role: "agent",
      leaving: ["apps-2"],
      stale: [],
      count: 1,
      edits: [{ path: ["pools", 0, "count"], value: 1 }],
      remarks: [],
    });
  });

  it("names the one to go", () => {
    expect(() => work("apps-1")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("apps-2") }),
    );
  });

  it("drains what a lowered count leaves behind", () => {
    expect(work("apps-2", none, haConfig({ apps: 3 }), haConfig({ apps: 1 }))).toMatchObject({
      leaving: ["apps-2", "apps-3"],
      count: 1,
      edits: [],
    });
  });

  it("finds the Node that is left when the machine is gone", () => {
    const left = (facts: Facts) =>
      void facts.nodes.push(
        { ...node("acme-apps-2-g1", "10.1.1.33", false), ready: false },
        node("acme-other-2-g1", "10.1.1.99", false),
      );
    expect(work("apps-2", left, haConfig({ apps: 1 }))).toMatchObject({
      leaving: [],
      stale: ["acme-apps-2-g1"],
    });
  });

  it.each(["foo-1", "apps", "apps-0", "cp-6", "cp-x"])("does not know %s", (slot) => {
    expect(() => work(slot)).toThrow(expect.objectContaining({ code: "NODE_UNKNOWN" }));
  });
});
