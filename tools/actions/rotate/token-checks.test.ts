import { describe, expect, it } from "vitest";
import { servers } from "../../../platform/config/topology.ts";
import { joinSources } from "../nodes/observe.ts";
import { type Facts, haConfig, sources, wellFacts } from "../nodes/testing/observed.ts";
import type { StateResource } from "../stack/state-record.ts";
import { recordedValue, tokenRotationRefusal } from "./token-checks.ts";

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

it("a record's value is read with and without its type", () => {
  const record = (output: unknown) => ({ address: "a", type: "t", name: "n", values: { output } });
  expect(recordedValue(record({ password: "x" }))).toEqual({ password: "x" });
  expect(recordedValue(record({ value: { password: "x" }, type: ["object", {}] }))).toEqual({
    password: "x",
  });
  expect(recordedValue(undefined)).toEqual({});
});
