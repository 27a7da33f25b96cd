import { describe, expect, it } from "vitest";
import { expressionsIn, parseTemplate } from "./synth-releases-template.ts";

describe("parseTemplate", () => {
  it.each([
    ["plain", [{ literal: "plain" }]],
    ["", [{ literal: "" }]],
    ["${a.b}", [{ expression: "a.b" }]],
    ["x ${a} y ${b}", [{ literal: "x " }, { expression: "a" }, { literal: " y " }, { expression: "b" }]],
    ["$${HOME} 5%%{x} $1 $$", [{ literal: "${HOME} 5%{x} $1 $$" }]],
    ["$$${x}", [{ literal: "$${x}" }]],
    ['${jsonencode({"a" = {"b" = "}"}})}', [{ expression: 'jsonencode({"a" = {"b" = "}"}})' }]],
    ['${join("\\"}", ["${a["}"]}"])}!', [{ expression: 'join("\\"}", ["${a["}"]}"])' }, { literal: "!" }]],
    ['${f("$${")}', [{ expression: 'f("$${")' }]],
  ])("takes %j apart", (text, parts) => {
    expect(parseTemplate(text)).toEqual(parts);
  });

  it.each([
    ["%{ if x }a%{ endif }", "directive"],
    ["${~ a }", "strip marker"],
    ["${a", "does not end"],
    ['${f("a}', "does not end"],
  ])("refuses %j", (text, reason) => {
    expect(() => parseTemplate(text)).toThrow(reason);
  });
});

describe("expressionsIn", () => {
  it("finds expressions at any depth", () => {
    expect(expressionsIn({ a: ["${x}", { b: "${y} ${z}" }], c: 1, d: null })).toEqual(["x", "y", "z"]);
  });
});
