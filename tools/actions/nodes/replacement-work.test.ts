import { describe, expect, it } from "vitest";
import { replacementStage } from "./replacement-stage.ts";
import { nodeNamed, postponedBy, replacementWork, type Target } from "./replacement-work.ts";
import { changeNode, type Facts, haConfig, loseMachine, node, observed, taint } from "./testing/observed.ts";

const MINUTE = 60_000;
const nodeTarget = (slot: string): Target => ({ kind: "node", slot });
const pool: Target = { kind: "pool", pool: "apps" };
const NO_AGES = new Map<string, number>();

const raised = (line: string) => haConfig({ controlPlane: `generations = { ${line} }` });
const poolAt = (lines: string) => haConfig({ pool: lines });
const none = () => {};

/** Makes a slot's machine, record and Node those of a generation. */
function live(facts: Facts, slot: string, generation: number): void {
  const was = facts.recorded.get(slot);
  if (was === undefined) throw new Error(slot);
  const name = `acme-${slot}-g${generation}`;
  facts.recorded.set(slot, { ...was, generation, name });
  const at = facts.nodes.findIndex((one) => one.name === was.name);
  const old = facts.nodes[at];
  if (old !== undefined) facts.nodes[at] = { ...old, name };
}

const withoutNode = (facts: Facts, name: string) =>
  facts.nodes.splice(
    facts.nodes.findIndex((one) => one.name === name),
    1,
  );
describe("how far a replacement has come", () => {
  const deployed = haConfig();
  const second = raised("cp-1 = 2");
  const stageOf = (
    change: (facts: Facts) => void,
    config = second,
    ages: ReadonlyMap<string, number> = NO_AGES,
  ) => {
    const platform = observed(change, deployed, config);
    return replacementStage(nodeNamed(platform, "cp-1"), platform, ages);
  };

  it("is settled on a platform that is well", () => {
    expect(stageOf(none, deployed)).toBe("settled");
  });

  it("is asked when only the file is ahead, drained or destroyed or not", () => {
    expect(stageOf(none)).toBe("asked");
    expect(stageOf((facts) => loseMachine(facts, "cp-1"))).toBe("asked");
    expect(stageOf((facts) => withoutNode(facts, "acme-cp-1-g1"))).toBe("asked");
  });

  it("is unmade when the record is new and there is no machine", () => {
    expect(
      stageOf((facts) => {
        withoutNode(facts, "acme-cp-1-g1");
        facts.recorded.set("cp-1", { generation: 2, ip: "10.1.1.11", name: "acme-cp-1-g2" });
      }),
    ).toBe("unmade");
    expect(stageOf((facts) => facts.recorded.delete("cp-1"))).toBe("unmade");
  });

  it("is unmade when the creation did not end well, but never for a node that has joined", () => {
    expect(
      stageOf((facts) => {
        taint(facts, "cp-1");
        withoutNode(facts, "acme-cp-1-g1");
      }, deployed),
    ).toBe("unmade");
    expect(stageOf((facts) => taint(facts, "cp-1"), deployed)).toBe("settled");
  });

  it("is joining while the new Node is missing, not Ready, or does not vote", () => {
    const made = (facts: Facts) => live(facts, "cp-1", 2);
    const recent = new Map([["acme-cp-1-g2", MINUTE]]);
    expect(
      stageOf((facts) => {
        made(facts);
        withoutNode(facts, "acme-cp-1-g2");
      }),
    ).toBe("joining");
    const change = (what: object) => (facts: Facts) => {
      made(facts);
      facts.nodes[0] = { ...node("acme-cp-1-g2", "10.1.1.11", true), ...what };
    };
    expect(stageOf(change({ ready: false }), second, recent)).toBe("joining");
    expect(stageOf(change({ etcd: "learner" }), second, recent)).toBe("joining");
  });

  it("is settled again when the new node broke later", () => {
    const broken = (facts: Facts) => {
      live(facts, "cp-1", 2);
      facts.nodes[0] = { ...node("acme-cp-1-g2", "10.1.1.11", true), ready: false };
    };
    expect(stageOf(broken, second, new Map([["acme-cp-1-g2", 50 * MINUTE]]))).toBe("settled");
  });

  it("is untidy while the old Node is there", () => {
    expect(
      stageOf((facts) => {
        live(facts, "cp-1", 2);
        facts.nodes.push({ ...node("acme-cp-1-g1", "10.1.1.11", true), ready: false });
      }),
    ).toBe("untidy");
  });

  it("is fresh for half an hour", () => {
    const done = (facts: Facts) => live(facts, "cp-1", 2);
    expect(stageOf(done, second, new Map([["acme-cp-1-g2", 29 * MINUTE]]))).toBe("fresh");
    expect(stageOf(done, second, new Map([["acme-cp-1-g2", 31 * MINUTE]]))).toBe("settled");
  });
});

describe("replacing one node", () => {
  it("begins with its generation", () => {
    expect(replacementWork(observed(), nodeTarget("cp-2"), NO_AGES, false)).toEqual({
      slots: ["cp-2"],
      edits: [{ path: ["control_plane", "generations", "cp-2"], value: 2 }],
      fresh: [],
    });
  });

  it("raises the generation of one that joined although its creation did not end well, so that it is checked", () => {
    const platform = observed((facts) => taint(facts, "cp-2"));
    expect(replacementWork(platform, nodeTarget("cp-2"), NO_AGES, false).edits).toHaveLength(1);
  });

  it("leaves a generation alone that a person or an earlier run has raised", () => {
    const platform = observed(none, haConfig(), raised("cp-2 = 5"));
    expect(replacementWork(platform, nodeTarget("cp-2"), NO_AGES, false).edits).toEqual([]);
  });

  it("raises the generation of an agent whose address changed", () => {
    const moved = haConfig();
    const [apps] = moved.pools;
    if (apps === undefined) throw new Error("no pool");
    const now = { ...moved, pools: [{ ...apps, ip_start: "10.1.1.64" }] };
    const platform = observed(none, haConfig(), now);
    expect(replacementWork(platform, nodeTarget("apps-1"), NO_AGES, false).edits).toEqual([
      { path: ["pools", 0, "generations", "apps-1"], value: 2 },
    ]);
    expect(postponedBy("apps-1", platform)).toEqual(["apps-2"]);
  });

  it("does nothing for one that was replaced a moment ago, unless it is to be replaced again", () => {
    const platform = observed((facts) => live(facts, "cp-1", 2), haConfig(), raised("cp-1 = 2"));
    const ages = new Map([["acme-cp-1-g2", MINUTE]]);
    expect(replacementWork(platform, nodeTarget("cp-1"), ages, false)).toEqual({
      slots: [],
      edits: [],
      fresh: ["cp-1"],
    });
    expect(replacementWork(platform, nodeTarget("cp-1"), ages, true).edits).toEqual([
      { path: ["control_plane", "generations", "cp-1"], value: 3 },
    ]);
  });

  it("waits for one that has not joined, unless it is to be replaced again", () => {
    const platform = observed(
      (facts) => {
        live(facts, "cp-1", 2);
        withoutNode(facts, "acme-cp-1-g2");
      },
      haConfig(),
      raised("cp-1 = 2"),
    );
    expect(replacementWork(platform, nodeTarget("cp-1"), NO_AGES, false).edits).toEqual([]);
    expect(replacementWork(platform, nodeTarget("cp-1"), NO_AGES, true).edits).toEqual([
      { path: ["control_plane", "generations", "cp-1"], value: 3 },
    ]);
  });

  it("knows the nodes there are", () => {
    expect(() => replacementWork(observed(), nodeTarget("apps"), NO_AGES, false)).toThrow(
      expect.objectContaining({ code: "NODE_UNKNOWN", hint: "for all nodes of the pool: pool apps" }),
    );
  });
});

describe("replacing a pool", () => {
  const work = (platform = observed(), again = false, ages: ReadonlyMap<string, number> = NO_AGES) =>
    replacementWork(platform, pool, ages, again);

  it("raises the pool's generation over all of its nodes, broken ones first", () => {
    const config = poolAt("generations = { apps-1 = 4 }");
    const platform = observed((facts) => changeNode(facts, "apps-2", { ready: false }), config);
    expect(work(platform)).toEqual({
      slots: ["apps-2", "apps-1"],
      edits: [
        { path: ["pools", 0, "generation"], value: 5 },
        { path: ["pools", 0, "generations"], value: undefined },
      ],
      fresh: [],
    });
  });

  it("goes on with the nodes that are left", () => {
    const platform = observed((facts) => live(facts, "apps-1", 2), haConfig(), poolAt("generation = 2"));
    expect(work(platform)).toEqual({ slots: ["apps-2"], edits: [], fresh: [] });
    expect(postponedBy("apps-1", platform)).toEqual(["apps-2"]);
  });

  it("waits for the last node, without beginning again", () => {
    const platform = observed(
      (facts) => {
        for (const slot of ["apps-1", "apps-2"]) live(facts, slot, 2);
        withoutNode(facts, "acme-apps-2-g2");
      },
      haConfig(),
      poolAt("generation = 2"),
    );
    expect(work(platform)).toEqual({ slots: ["apps-2"], edits: [], fresh: [] });
  });

  it("does nothing for a pool that was replaced a moment ago", () => {
    const platform = observed(
      (facts) => {
        for (const slot of ["apps-1", "apps-2"]) live(facts, slot, 2);
      },
      haConfig(),
      poolAt("generation = 2"),
    );
    const ages = new Map([
      ["acme-apps-1-g2", 50 * MINUTE],
      ["acme-apps-2-g2", MINUTE],
    ]);
    expect(work(platform, false, ages)).toEqual({ slots: [], edits: [], fresh: ["apps-1", "apps-2"] });
    expect(work(platform, true, ages).edits).toEqual([{ path: ["pools", 0, "generation"], value: 3 }]);
  });

  it("takes generations that a person raised one by one", () => {
    const platform = observed(none, haConfig(), poolAt("generations = { apps-1 = 2, apps-2 = 2 }"));
    expect(work(platform)).toEqual({ slots: ["apps-1", "apps-2"], edits: [], fresh: [] });
  });

  it("begins anew when a single node's replacement is what was asked for before", () => {
    const platform = observed(none, haConfig(), poolAt("generations = { apps-1 = 2 }"));
    expect(work(platform)).toMatchObject({
      slots: ["apps-1", "apps-2"],
      edits: [{ path: ["pools", 0, "generation"], value: 3 }, {}],
    });
  });
});
