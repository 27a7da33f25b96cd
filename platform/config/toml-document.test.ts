import { describe, expect, it } from "vitest";
import type { Diagnostic } from "./diagnostic.ts";
import { parseTomlDocument, type TomlDocument } from "./toml-document.ts";

const TEXT = `name = "acme"
cidrs = ["a", "b"]

[network]
cidr = "x"
inner = { "quoted.key" = 1 }
dotted.deep = 2

[[pools]]
name = "first"

[[pools]]
name = "second"
labels = { team = "data" }
`;

const position = (path: (string | number)[], atKey = false) => {
  const { line, column } = (parseTomlDocument("f", TEXT) as TomlDocument).position(path, atKey);
  return `${line}:${column}`;
};

describe("a TOML document", () => {
  it("passes over the mark that editors of Windows begin a file with", () => {
    const document = parseTomlDocument("f", `\uFEFFname = 1\n`) as TomlDocument;
    expect(document.position(["name"])).toEqual({ line: 1, column: 8 });
  });

  it("refuses bytes that are no UTF-8, at the first of them", () => {
    const latin1 = Buffer.from('name = "shop"\ndescription = "K\xe4se"\n', "latin1").toString("utf8");
    expect(parseTomlDocument("loco.toml", latin1)).toMatchObject({
      severity: "error",
      line: 2,
      column: 17,
      message: "a character here cannot be read",
    });
  });

  it.each([
    ['name = "shop', /quote it began with/],
    ["name = shop", /straight quotes/],
    ["on = True", /written small/],
    ["name: shop", /key = value/],
    ['path = "C:\\x"', /backslash/],
    ['name = "shop" port = 1', undefined],
  ])("says what to do about %s", (line, hint) => {
    const { hint: found } = parseTomlDocument("f", `${line}\n`) as Diagnostic;
    if (hint === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(hint);
  });

  it("knows where values stand, in tables, lists, inline tables and dotted keys", () => {
    expect(position(["name"])).toBe("1:8");
    expect(position(["cidrs", 1])).toBe("2:15");
    expect(position(["network", "cidr"])).toBe("5:8");
    expect(position(["network", "inner", "quoted.key"])).toBe("6:26");
    expect(position(["network", "dotted", "deep"])).toBe("7:15");
    expect(position(["pools", 1, "name"])).toBe("13:8");
    expect(position(["pools", 1, "labels", "team"])).toBe("14:19");
  });

  it("points at the key when asked to", () => {
    expect(position(["name"], true)).toBe("1:1");
    expect(position(["pools", 1, "labels", "team"], true)).toBe("14:12");
  });

  it("points at the table for what is missing in it", () => {
    expect(position(["pools", 0, "count"])).toBe("9:1");
    expect(position(["network", "offering"])).toBe("4:1");
    expect(position(["cloudstack", "zone"])).toBe("1:1");
  });

  it("is a diagnostic at its place when it is not TOML", () => {
    expect(parseTomlDocument("f", "a = 1\nb = = 2\n")).toMatchObject({
      severity: "error",
      file: "f",
      line: 2,
      key: "",
    });
  });
});
