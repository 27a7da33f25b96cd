import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { validate } from "../validate/validate.ts";
import { formatBlueprints, listBlueprints } from "./list.ts";
import { newBlueprint } from "./new.ts";
import { TEMPLATES, type Template } from "./templates.ts";

const repository = join(import.meta.dirname, "../../..");

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-blueprint-"));
  cpSync(join(repository, "platform.toml"), join(dir, "platform.toml"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it.each(Object.keys(TEMPLATES) as Template[])(
  "begins a %s that has no mistakes on the example's platform",
  (template) => {
    expect(newBlueprint(dir, "mine", template)).toContain("blueprints/mine/loco.toml");
    expect(validate(dir, ["mine"]).diagnostics).toEqual([]);
  },
);

it("leaves a blueprint alone that is there", () => {
  newBlueprint(dir, "mine", "web");
  const text = readFileSync(join(dir, "blueprints/mine/loco.toml"), "utf8");
  expect(() => newBlueprint(dir, "mine", "cron")).toThrow(expect.objectContaining({ code: "FILE_EXISTS" }));
  expect(readFileSync(join(dir, "blueprints/mine/loco.toml"), "utf8")).toBe(text);
});

it.each(["Mine", "../mine", "loco", "kube-system", "mine-base", 'a"b', ""])("refuses the name %j", (name) => {
  expect(() => newBlueprint(dir, name, "web")).toThrow(expect.objectContaining({ code: "NAME_REFUSED" }));
});

it("lists blueprints, with how many mistakes they have", () => {
  expect(formatBlueprints(listBlueprints(dir))).toContain("npx loco blueprint new");
  newBlueprint(dir, "blog", "web");
  mkdirSync(join(dir, "blueprints/shop"));
  writeFileSync(
    join(dir, "blueprints/shop/loco.toml"),
    'name = "shop"\nowner = "team-web"\nimage = "a/b:1"\nport = 0\n[environments.qa]\nreplicas = 3\n',
  );
  expect(listBlueprints(dir)).toEqual([
    { name: "blog", environments: [], address: "https://blog.apps.acme.example", mistakes: 0 },
    { name: "shop", environments: ["qa"], mistakes: 1 },
  ]);
  expect(formatBlueprints(listBlueprints(dir))).toContain("1 mistake: npx loco validate shop");
});
