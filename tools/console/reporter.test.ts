import { describe, expect, it } from "vitest";
import { terminalReporter } from "./reporter.ts";

function recorder(isTTY: boolean) {
  let text = "";
  const out = {
    isTTY,
    write(part: string) {
      text += part;
    },
  };
  let clock = 0;
  const reporter = terminalReporter(out, () => {
    clock += 1_500;
    return clock;
  });
  return { reporter, text: () => text };
}

describe("terminalReporter", () => {
  it("writes two plain lines per step into a log", async () => {
    const { reporter, text } = recorder(false);
    expect(await reporter.step("building", async (progress) => progress("part 1"))).toBeUndefined();
    expect(text()).toBe("  … building\n  ✓ building  1.5 s\n");
  });

  it("marks a step that fails and passes its error on", async () => {
    const { reporter, text } = recorder(false);
    await expect(reporter.step("building", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(text()).toContain("✗ building");
  });

  it("redraws the line with the latest detail on a terminal", async () => {
    const { reporter, text } = recorder(true);
    await reporter.step("building", async (progress) => progress("part 1"));
    expect(text()).toContain("\r\x1b[2K");
    expect(text()).toContain("part 1");
  });
});
