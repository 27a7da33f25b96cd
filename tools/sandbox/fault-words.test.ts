import { describe, expect, it } from "vitest";
import { describeFaults, faultOf } from "./fault-words.ts";

describe("faultOf", () => {
  it("takes the details of its kind", () => {
    expect(faultOf("latency", { milliseconds: 3000 })).toEqual({ kind: "latency", milliseconds: 3000 });
    expect(faultOf("error", {})).toEqual({ kind: "error" });
  });

  it("refuses what it does not know, takes or have", () => {
    expect(() => faultOf("drp", {})).toThrow(expect.objectContaining({ hint: "did you mean drop?" }));
    expect(() => faultOf("drop", { status: 502 })).toThrow("drop takes no --status");
    expect(() => faultOf("latency", {})).toThrow("latency needs --milliseconds");
  });
});

describe("describeFaults", () => {
  it("shows when each rule strikes and what became of it", () => {
    const rule = {
      command: "deployVirtualMachine",
      name: "cp-1",
      nth: 2,
      times: 2,
      fault: { kind: "drop" },
    } as const;
    const text = describeFaults({
      rules: [{ rule, seen: 2, used: 1 }],
      flapping: [{ machine: "cp-1", milliseconds: 1500 }],
    });
    expect(text).toBe(
      [
        "COMMAND                    FAULT  AT            CALLS SEEN  SO FAR",
        "deployVirtualMachine cp-1  drop   calls 2 to 3  2           1 of 2 struck",
        "cp-1 leaves and joins load balancing every 1.5 s",
      ].join("\n"),
    );
    expect(describeFaults({ rules: [], flapping: [] })).toBe("no faults are set");
  });
});
