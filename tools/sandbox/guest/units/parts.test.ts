import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration.ts";
import { parseEnvironmentFile } from "./environment-file.ts";
import { startOrder } from "./order.ts";

describe("parseDuration", () => {
  it.each([
    ["5", 5000],
    ["5s", 5000],
    ["1min 30s", 90_000],
    ["1.5h", 5_400_000],
    ["200ms", 200],
    ["infinity", Number.POSITIVE_INFINITY],
  ])("reads %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it("refuses what is no time span", () => {
    expect(() => parseDuration("5 parsecs")).toThrow("found '5 parsecs'");
  });
});

describe("parseEnvironmentFile", () => {
  it("takes quotes off, joins continued lines and leaves comments out", () => {
    expect(parseEnvironmentFile("# c\nA=1\nB=\"two words\"\nC='$x'\nD=a\\\nb\nnot a line\n")).toEqual({
      A: "1",
      B: "two words",
      C: "$x",
      D: "ab",
    });
  });
});

describe("startOrder", () => {
  it("puts a unit after those it names and before those that must come later, and breaks circles", () => {
    const order = startOrder([
      { name: "a", after: ["b", "elsewhere"], before: [] },
      { name: "b", after: ["a"], before: [] },
      { name: "c", after: [], before: ["a"] },
    ]);
    expect(Object.fromEntries(order)).toEqual({ a: ["b", "c"], b: [], c: [] });
  });
});
