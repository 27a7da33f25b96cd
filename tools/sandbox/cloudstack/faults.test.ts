import { describe, expect, it } from "vitest";
import { type FaultRule, type FaultStatus, strike } from "./faults.ts";

/** The faults of a sequence of calls under some rules. */
function faultsOf(rules: readonly FaultRule[], commands: readonly string[]): readonly (string | undefined)[] {
  let current: readonly FaultStatus[] = rules.map((rule) => ({ rule, seen: 0, used: 0 }));
  return commands.map((command) => {
    const struck = strike(current, { command });
    current = struck.rules;
    return struck.fault?.kind;
  });
}

const drop = { kind: "drop" } as const;
const lost = { kind: "lose-reply" } as const;

describe("strike", () => {
  it("strikes the first call of the command and no other", () => {
    const rules = [{ command: "createnetwork", fault: drop }];
    expect(faultsOf(rules, ["createVolume", "createNetwork", "createNetwork"])).toEqual([
      undefined,
      "drop",
      undefined,
    ]);
  });

  it("counts to the nth call and goes on for as many times as asked", () => {
    const rules = [{ command: "createTags", nth: 2, times: 2, fault: drop }];
    const calls = Array(5).fill("createTags");
    expect(faultsOf(rules, calls)).toEqual([undefined, "drop", "drop", undefined, undefined]);
  });

  it("takes * for what changes something, and counts all of it together", () => {
    const rules = [{ command: "*", nth: 2, fault: drop }];
    const calls = ["createNetwork", "listNetworks", "queryAsyncJobResult", "createTags", "createTags"];
    expect(faultsOf(rules, calls)).toEqual([undefined, undefined, undefined, "drop", undefined]);
  });

  it("takes * for only those commands that can have the fault", () => {
    expect(
      faultsOf([{ command: "*", fault: { kind: "fail-job" } }], ["createNetwork", "associateIpAddress"]),
    ).toEqual([undefined, "fail-job"]);
    expect(faultsOf([{ command: "*", fault: { kind: "quota" } }], ["createTags", "createVolume"])).toEqual([
      undefined,
      "quota",
    ]);
  });

  it("lets a rule whose turn another one took strike the next call", () => {
    const rules = [
      { command: "createTags", fault: drop },
      { command: "*", fault: lost },
    ];
    expect(faultsOf(rules, ["createTags", "deleteTags"])).toEqual(["drop", "lose-reply"]);
  });

  it("counts only calls with the parameter name that the rule asks for", () => {
    const rules = [
      { rule: { command: "deployVirtualMachine", name: "cp-2", fault: drop }, seen: 0, used: 0 },
    ];
    const first = strike(rules, { command: "deployVirtualMachine", name: "cp-1" });
    expect(first.fault).toBeUndefined();
    expect(strike(first.rules, { command: "deployVirtualMachine", name: "cp-2" }).fault).toEqual(drop);
  });
});
