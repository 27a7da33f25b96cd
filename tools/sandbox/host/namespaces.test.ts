import { describe, expect, it } from "vitest";
import { explainProbe, type ProbeFacts } from "./namespaces.ts";

const facts = (failure: string | undefined, sysctls: Record<string, string> = {}): ProbeFacts => ({
  platform: "linux",
  failure,
  sysctl: (name) => sysctls[name],
});

describe("explainProbe", () => {
  it("is content when the probe was", () => {
    expect(explainProbe(facts(undefined))).toEqual({ kind: "available" });
  });

  it("says that other systems have no namespaces", () => {
    expect(explainProbe({ ...facts(undefined), platform: "darwin" })).toEqual({
      kind: "missing",
      reason: "machines need Linux namespaces, and this is darwin",
      hint: "run the sandbox in a Linux virtual machine",
    });
  });

  it("names Ubuntu's AppArmor restriction and how to lift it", () => {
    const sysctls = { "kernel/apparmor_restrict_unprivileged_userns": "1" };
    const failure = "unshare: write failed /proc/self/uid_map: Operation not permitted";
    expect(explainProbe(facts(failure, sysctls))).toEqual({
      kind: "missing",
      reason: "kernel.apparmor_restrict_unprivileged_userns=1 forbids namespaces to plain users",
      hint: "allow them: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    });
  });

  it.each([
    ["spawn unshare ENOENT", "the program 'unshare' is missing"],
    ["sh: 1: ip: not found", "the program 'ip' is missing"],
    ["pivot_root: not found", "the program 'pivot_root' is missing"],
    ["Error: Unknown device type.", "the kernel lacks bridge or veth devices: Error: Unknown device type."],
    [
      "unshare: unshare failed: Operation not permitted\nmore",
      "this system refuses namespaces: unshare: unshare failed: Operation not permitted",
    ],
  ])("turns %j into one line", (failure, reason) => {
    expect(explainProbe(facts(failure))).toMatchObject({ kind: "missing", reason });
  });
});
