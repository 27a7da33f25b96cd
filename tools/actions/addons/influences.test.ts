import { describe, expect, it } from "vitest";
import { influences, readKeys } from "./influences.ts";

describe("readKeys", () => {
  it("finds every key that is looked at, however deep, and no other", () => {
    const value = { a: { b: 1, c: 2 }, list: [1, 2], unused: true };
    const use = ({ a, list }: typeof value) => a.b + list.length;
    expect(readKeys(value, use).sort()).toEqual([["a", "b"], ["list"]]);
  });

  it("counts a key that is not there", () => {
    expect(readKeys<{ a?: string }>({}, ({ a }) => a)).toEqual([["a"]]);
  });
});

describe("influences", () => {
  const compute = ({ on, size, names }: { on: boolean; size: number; names: string[] }) =>
    new Map([
      ["fixed", "1"],
      ["size", on ? String(size) : "0"],
      ["names", names.join()],
    ]);

  it("finds what each value depends on", () => {
    const found = influences({ on: true, size: 3, names: ["a"] }, compute);
    expect(Object.fromEntries(found)).toEqual({ fixed: [], size: [["on"], ["size"]], names: [["names"]] });
  });

  it("bears a value that means nothing to the function", () => {
    const strict = ({ kind }: { kind: string }) => {
      if (kind !== "a") throw new Error("unknown");
      return new Map([["kind", kind]]);
    };
    expect(influences({ kind: "a" }, strict).get("kind")).toEqual([]);
  });
});
