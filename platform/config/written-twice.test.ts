import { expect, it } from "vitest";
import { writtenTwice } from "./written-twice.ts";

it.each([
  ["a value and a table", 'health = "/"\n\n[health]\n', 3, { key: "health", first: 1 }],
  ["two tables", "[a]\nx = 1\n[a]\n", 3, { key: "a", first: 1 }],
  ["two values in a table", "[a]\nx = 1\nx = 2\n", 3, { key: "a.x", first: 2 }],
  ["a value and a key below it", 'health = "/"\nhealth.path = "/"\n', 2, { key: "health", first: 1 }],
])("finds %s", (_what, text, line, found) => expect(writtenTwice(text, line)).toEqual(found));

it("does not take a table around a key for the key", () => {
  expect(writtenTwice("[a]\nx = 1\n[a.b]\ny = 1\ny = 2\n", 5)).toEqual({ key: "a.b.y", first: 4 });
  expect(writtenTwice("[[a]]\nx = 1\n[[a]]\nx = 1\n", 4)).toBeUndefined();
});
