import { describe, expect, it } from "vitest";
import { consentOf } from "./consent.ts";
import type { NodeCommand } from "./world.ts";

/** A person at a terminal who gives these answers, one by one; without any, nobody is there. */
function person(...answers: readonly string[]) {
  const left = [...answers];
  const shown: string[] = [];
  const command: NodeCommand = {
    projectDir: "/nowhere",
    env: {},
    reporter: {
      step: (_title, work) => work(() => {}),
      info: (line) => void shown.push(line),
      warn: (line) => void shown.push(line),
    },
    ask: answers.length === 0 ? undefined : () => Promise.resolve(left.shift() ?? ""),
    drainTimeout: 0,
    timeout: 0,
    yes: false,
  };
  return { consent: consentOf(command), shown };
}

const pods = (...names: readonly string[]) => ({ line: `apps-1: ${names.join(", ")}`, of: names });
const stop = { line: "apps-2 does not answer: it is stopped", of: ["machine of apps-2"] };
const refused = expect.objectContaining({
  code: "NOT_CONFIRMED",
  message: expect.stringContaining(stop.line),
});

describe("what a person agreed to", () => {
  it("is not asked twice, nor when it has become less, and what has come to it is", async () => {
    const { consent, shown } = person("y", "y");
    await consent.first([pods("a", "b")]);
    await consent.further([pods("a", "b")]);
    await consent.further([pods("b")]);
    expect(shown).toEqual(["apps-1: a, b"]);
    await consent.further([pods("b"), stop]);
    expect(shown).toEqual(["apps-1: a, b", stop.line]);
  });

  it("is all that happens when the next answer is no, or when nobody is there", async () => {
    const { consent } = person("y", "n");
    await consent.first([pods("a")]);
    await expect(consent.further([stop])).rejects.toEqual(refused);
    await expect(person().consent.further([stop])).rejects.toEqual(refused);
  });

  it("is not asked for when nothing is lost", async () => {
    const { consent } = person();
    await consent.first([]);
    await consent.further([]);
  });
});
