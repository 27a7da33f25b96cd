import { describe, expect, it } from "vitest";
import { documentOf, mergeTables } from "./overlay.ts";
import { parseTomlDocument, type TomlDocument } from "./toml-document.ts";

describe("mergeTables", () => {
  it("merges tables key by key and replaces lists whole", () => {
    const base = { a: { b: 1, c: 2 }, list: [1, 2], same: "x" };
    expect(mergeTables(base, { a: { c: 3 }, list: [9] })).toEqual({
      a: { b: 1, c: 3 },
      list: [9],
      same: "x",
    });
    expect(base).toEqual({ a: { b: 1, c: 2 }, list: [1, 2], same: "x" });
  });
});

describe("documentOf", () => {
  const document = (file: string, text: string) => parseTomlDocument(file, text) as TomlDocument;
  const base = document("base", 'a = 1\n[t]\nx = 1\n[[pools]]\nname = "p"\n');
  const overlay = document("overlay", "a = 2\n[t]\ny = 1\n");

  it("is the overlay for what it says, else the base", () => {
    expect(documentOf([base, overlay], ["a"]).file).toBe("overlay");
    expect(documentOf([base, overlay], ["t", "y"]).file).toBe("overlay");
    expect(documentOf([base, overlay], ["t", "x"]).file).toBe("base");
    expect(documentOf([base, overlay], ["pools", 0, "name"]).file).toBe("base");
  });

  it("is the file that has the table when a key is missing", () => {
    expect(documentOf([base, overlay], ["t", "missing"]).file).toBe("base");
    expect(documentOf([base, document("overlay", "[only]\nhere = 1\n")], ["only", "missing"]).file).toBe(
      "overlay",
    );
  });
});
