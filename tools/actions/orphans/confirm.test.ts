import { describe, expect, it } from "vitest";
import type { SearchResult } from "./find.ts";
import { confirmRemoval } from "./remove.ts";

const finding = { kind: "machine", id: "1", name: "acme-cp-1-g1", reason: "tag" } as const;
const found: SearchResult = { orphans: [finding], kept: [], state: "present" };
const doubtful: SearchResult = { ...found, state: "none", doubt: "there is no state" };
const says = (answer: string) => async () => answer;
const no = { yes: false, withoutState: false };

describe("confirmRemoval", () => {
  it("takes a yes, and nothing else for one", async () => {
    expect(await confirmRemoval("acme", found, no, says("y"))).toBe(true);
    expect(await confirmRemoval("acme", found, no, says(""))).toBe(false);
    expect(await confirmRemoval("acme", found, { ...no, yes: true }, undefined)).toBe(true);
  });

  it("is an error where nobody can answer", async () => {
    await expect(confirmRemoval("acme", found, no, undefined)).rejects.toMatchObject({
      code: "NOT_CONFIRMED",
    });
  });

  it("wants the name typed when it may be a living platform, whatever --yes says", async () => {
    const yes = { yes: true, withoutState: false };
    expect(await confirmRemoval("acme", doubtful, yes, says("y"))).toBe(false);
    expect(await confirmRemoval("acme", doubtful, yes, says("acme"))).toBe(true);
    await expect(confirmRemoval("acme", doubtful, yes, undefined)).rejects.toMatchObject({
      code: "NOT_CONFIRMED",
      hint: expect.stringContaining("--without-state"),
    });
    expect(await confirmRemoval("acme", doubtful, { yes: true, withoutState: true }, undefined)).toBe(true);
  });
});
