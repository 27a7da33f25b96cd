import { Fn, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { valuesText } from "./values-text.ts";

describe("valuesText", () => {
  it("sorts keys at every depth", () => {
    expect(valuesText({ b: { d: 1, c: 2 }, a: true })).toBe("a: true\nb:\n  c: 2\n  d: 1\n");
  });

  it("keeps what Terraform would take for an expression", () => {
    // Terraform reads `$$${x}` as `$${x}`: only the last two of three are an escape.
    expect(valuesText({ a: "${1}-$2", b: "100%{x}", c: "$${x}" })).toBe(
      "a: $${1}-$2\nb: 100%%{x}\nc: $$${x}\n",
    );
  });

  it("leaves cdktf's tokens to Terraform", () => {
    const token = Token.asString(Fn.upper("a"));
    expect(valuesText({ address: token })).toBe(`address: ${token}\n`);
  });

  it.each(["yes", "off", "1_000", "12:30:00", "0x1f", "~"])(
    "quotes the string %s for Helm's YAML 1.1",
    (value) => {
      expect(parse(valuesText({ value }), { version: "1.1" })).toEqual({ value });
    },
  );

  it("never folds a long line", () => {
    const long = Array(40).fill("word").join(" ");
    expect(valuesText({ long })).toBe(`long: ${long}\n`);
  });

  it("writes a value that is used twice out twice", () => {
    const shared = { key: "a" };
    expect(valuesText({ one: [shared], two: [shared] })).toBe("one:\n  - key: a\ntwo:\n  - key: a\n");
  });
});
