import { describe, expect, it } from "vitest";
import { faultRules } from "./fault-rules.ts";

const drop = { kind: "drop" } as const;

describe("faultRules", () => {
  it("lists rules in CloudStack's spelling with what became of them", () => {
    const rules = faultRules();
    rules.set([{ command: "CREATENETWORK", fault: drop }]);
    rules.take({ command: "createNetwork" });
    rules.take({ command: "createNetwork" });
    expect(rules.list()).toEqual([{ rule: { command: "createNetwork", fault: drop }, seen: 2, used: 1 }]);
  });

  it("starts counting anew when rules are set, and forgets them when cleared", () => {
    const rules = faultRules();
    rules.add({ command: "createNetwork", fault: drop });
    rules.take({ command: "createNetwork" });
    rules.set([{ command: "createNetwork", fault: drop }]);
    expect(rules.take({ command: "createNetwork" })).toEqual(drop);
    rules.add({ command: "createNetwork", fault: drop });
    rules.clear();
    expect(rules.take({ command: "createNetwork" })).toBeUndefined();
    expect(rules.list()).toEqual([]);
  });

  it("refuses what can never strike and keeps the rules it had", () => {
    const rules = faultRules();
    rules.add({ command: "createTags", fault: drop });
    expect(() => rules.set([{ command: "deployVirtualMachin", fault: drop }])).toThrow(
      expect.objectContaining({ code: "FAULT_INVALID", hint: "did you mean deployVirtualMachine?" }),
    );
    expect(() => rules.set([{ command: "createNetwork", fault: { kind: "fail-job" } }])).toThrow(
      "createNetwork answers at once, without a job",
    );
    expect(() => rules.set([{ command: "createTags", fault: { kind: "quota" } }])).toThrow(
      "createTags has no limit to exceed",
    );
    expect(() => rules.set([{ command: "createTags", nth: 0, fault: drop }])).toThrow("nth is 0");
    expect(() => rules.set([{ command: "createTags", fault: { kind: "error", status: 404 } }])).toThrow(
      "status is 404",
    );
    expect(() => rules.set([{ command: "stopVm", fault: drop }])).toThrow(
      expect.objectContaining({ hint: "there are stopVirtualMachine" }),
    );
    expect(rules.list()).toHaveLength(1);
  });
});
