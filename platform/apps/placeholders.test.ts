import { describe, expect, it } from "vitest";
import { looksLikePlaceholder, parseEnvValue } from "./placeholders.ts";

const value = (text: string) => parseEnvValue(text).value;

describe("a value of env", () => {
  it("is taken apart into texts and what they refer to", () => {
    expect(value("postgres://u:${secrets.PASSWORD}@${apps.db.host}/x")).toEqual([
      "postgres://u:",
      { kind: "secret", name: "PASSWORD" },
      "@",
      { kind: "other-app", name: "db", field: "host" },
      "/x",
    ]);
    expect(value("${app.url}")).toEqual([{ kind: "app", field: "url" }]);
    expect(value("${processes.api.url}")).toEqual([{ kind: "process", name: "api", field: "url" }]);
  });

  it("has a way to write what would be a placeholder", () => {
    expect(value("a $${app.url} b")).toEqual(["a ${app.url} b"]);
    expect(value("$$${app.host}")).toEqual(["$${app.host}"]);
  });

  it("keeps every other dollar as it is, Kubernetes' own $(NAME) too", () => {
    expect(value("$5 $HOME $(NAME) $$ }")).toEqual(["$5 $HOME $(NAME) $$ }"]);
  });

  it("may be empty", () => expect(value("")).toEqual([]));

  it.each([
    "${HOME}",
    "${app.name}",
    "${secrets.}",
    "${secrets.A",
    "${ app.url }",
    "${}",
    "${processes.url}",
  ])("does not know %s", (text) => expect(parseEnvValue(`x ${text}`).bad).toEqual([{ text }]));
});

it("tells a placeholder in another key from a shell's variable", () => {
  expect(looksLikePlaceholder("echo ${HOME} ${app_url}")).toBe(false);
  expect(looksLikePlaceholder("curl ${app.url}")).toBe(true);
  expect(looksLikePlaceholder("curl $${app.url}")).toBe(false);
});
