import { describe, expect, it } from "vitest";
import { escapeTerraform, isText, joinTexts, renderDeep, renderTerraform, renderText, text } from "./text.ts";

const token = { ref: "token" } as const;

describe("text with references", () => {
  it("becomes a Terraform template in which only references are expressions", () => {
    expect(renderTerraform(text`a="${token}" b=$\{HOME} c=100%`, { token: "random_password.x.result" })).toBe(
      'a="${random_password.x.result}" b=$${HOME} c=100%',
    );
  });

  it("keeps quotes, dollars and new lines of real values", () => {
    const value = 'pa"$$\\\n{word}${x}%{y}';
    expect(renderText(text`token: ${token}\n`, { token: value })).toBe(`token: ${value}\n`);
  });

  it("tells text from a list of texts", () => {
    expect(isText(["a", token])).toBe(true);
    expect(isText(["a", "b"])).toBe(false);
    expect(isText(["a", ["b", token]])).toBe(false);
  });

  it("is rendered at any depth, lists staying lists", () => {
    const value = { list: ["a", ["b", token]], on: true, one: [token] };
    expect(renderDeep(value, (source) => renderText(source, { token: "T" }))).toEqual({
      list: ["a", "bT"],
      on: true,
      one: "T",
    });
  });

  it("is joined with its references", () => {
    expect(joinTexts([["a"], [token], ["c"]], " ")).toEqual(["a", " ", token, " ", "c"]);
  });
});

describe("escapeTerraform", () => {
  it.each([
    ["${K3S_VERSION/+/%2B}", "$${K3S_VERSION/+/%2B}"],
    ["%{if}", "%%{if}"],
    ["$(date) $HOME 5%", "$(date) $HOME 5%"],
    ["${a}${b}", "$${a}$${b}"],
  ])("turns %s into %s", (plain, escaped) => {
    expect(escapeTerraform(plain)).toBe(escaped);
  });
});
