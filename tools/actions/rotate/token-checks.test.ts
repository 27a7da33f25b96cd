import { describe, expect, it } from "vitest";
import { servers } from "../../../platform/config/topology.ts";
import { joinSources } from "../nodes/observe.ts";
import { kubernetesNodes, votersOf } from "../nodes/quorum.ts";
import { type Facts, haConfig, sources, wellFacts } from "../nodes/testing/observed.ts";
import type { StateResource } from "../stack/state-record.ts";
import { nextRestart, recordedValue, tokenRotationRefusal } from "./token-checks.ts";

const config = haConfig();

const records = (keeps: boolean): StateResource[] =>
  servers(config).map(({ slot }) => ({
    address: `terraform_data.generation-${slot}`,
    type: "terraform_data",
    name: `generation-${slot}`,
    values: { output: { value: { generation: 1, ...(keeps ? { keeps_token: true } : {}) }, type: "object" } },
  }));

/** The refusal of a platform that was well, after a change of what is known about it. */
function refusalOf(change: (facts: Facts) => void, state = records(true), file = config) {
  const facts = wellFacts(config);
  change(facts);
  const { nodes } = joinSources(file, sources(file, facts));
  return tokenRotationRefusal(
    nodes.filter(({ role }) => role === "server"),
    state,
  );
}

describe("the server token", () => {
  it("may be replaced when every server is well", () => {
    expect(refusalOf(() => {})).toBeUndefined();
  });

  it.each<[string, (facts: Facts) => void]>([
    [
      "the machine of cp-2 is Stopped",
      ({ machines }) => Object.assign(machines[1] ?? {}, { state: "Stopped" }),
    ],
    ["the machine of cp-2 is gone", ({ machines }) => machines.splice(1, 1)],
    ["cp-2 has not joined", ({ nodes }) => nodes.splice(1, 1)],
    ["cp-2 is not well", ({ nodes }) => Object.assign(nodes[1] ?? {}, { ready: false })],
    ["cp-2 is not well", ({ nodes }) => Object.assign(nodes[1] ?? {}, { etcd: "learner" })],
    ["cp-2 is not deployed yet", ({ recorded }) => recorded.delete("cp-2")],
  ])("is not replaced while %s", (words, change) => {
    expect(refusalOf(change)).toMatchObject({ code: "ROTATION_REFUSED", message: words });
  });

  it("is not replaced while a server's replacement is under way", () => {
    const file = haConfig({ controlPlane: "generations = { cp-3 = 2 }" });
    expect(refusalOf(() => {}, records(true), file)?.message).toBe("the replacement of cp-3 is under way");
  });

  it("is not replaced while a server has it in its configuration, and could not start with another one", () => {
    const refusal = refusalOf(() => {}, records(false));
    expect(refusal?.message).toContain("cp-1 was made by an earlier version");
    expect(refusal?.hint).toContain("npx loco nodes replace cp-1");
  });
});

describe("the next restart of a rotation", () => {
  const next = (change: (facts: Facts) => void, waiting: readonly string[], file = config) => {
    const facts = wellFacts(file);
    change(facts);
    const platform = joinSources(file, sources(file, facts));
    const found = platform.nodes.filter(({ role }) => role === "server");
    const { server, risk } = nextRestart(found, votersOf(kubernetesNodes(platform)), new Set(waiting));
    return { slot: server?.slot, risk: risk?.[0] };
  };
  const breakLast = ({ nodes }: Facts) => void Object.assign(nodes[2] ?? {}, { ready: false });
  const stopLast = ({ machines }: Facts) => void Object.assign(machines[2] ?? {}, { state: "Stopped" });

  it("is the first that waits, without a question while etcd keeps its majority", () => {
    expect(next(() => {}, ["cp-2", "cp-3"])).toEqual({ slot: "cp-2", risk: undefined });
    expect(next(() => {}, [])).toEqual({ slot: undefined, risk: undefined });
    const five = haConfig({ top: "control_plane_count = 5" });
    expect(next(breakLast, ["cp-1"], five)).toEqual({ slot: "cp-1", risk: undefined });
    const one = haConfig({ top: "control_plane_count = 1" });
    expect(next(() => {}, ["cp-1"], one)).toEqual({ slot: "cp-1", risk: undefined });
  });

  it.each([
    ["is not Ready", breakLast],
    ["has a machine that is off, which Kubernetes has not noticed", stopLast],
  ])("is asked for when another server %s", (_what, change) => {
    const { slot, risk } = next(change, ["cp-1", "cp-2"]);
    expect(slot).toBe("cp-1");
    expect(risk).toBe("cp-3 is not well, so etcd has no majority while cp-1 restarts.");
  });

  it("is none when one server has the new token, so that the broken one can be replaced first", () => {
    expect(next(breakLast, ["cp-2"])).toEqual({ slot: undefined, risk: undefined });
  });
});

it("a record's value is read with and without its type", () => {
  const record = (output: unknown) => ({ address: "a", type: "t", name: "n", values: { output } });
  expect(recordedValue(record({ password: "x" }))).toEqual({ password: "x" });
  expect(recordedValue(record({ value: { password: "x" }, type: ["object", {}] }))).toEqual({
    password: "x",
  });
  expect(recordedValue(undefined)).toEqual({});
});
