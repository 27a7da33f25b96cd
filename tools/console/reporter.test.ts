import { afterEach, describe, expect, it, vi } from "vitest";
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

afterEach(() => vi.unstubAllEnvs());

describe("terminalReporter", () => {
  it("has colours on a terminal, unless NO_COLOR is set", () => {
    vi.stubEnv("NO_COLOR", "");
    const coloured = recorder(true);
    coloured.reporter.warn("look");
    expect(coloured.text()).toContain("\x1b[33m");
    vi.stubEnv("NO_COLOR", "1");
    const plain = recorder(true);
    plain.reporter.warn("look");
    expect(plain.text()).toBe("warning  look\n");
  });

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
