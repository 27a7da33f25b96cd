import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "smol-toml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadApp } from "../../platform/apps/load-app.ts";
import { readApp } from "../../platform/apps/read-app.ts";
import { SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { runLoco } from "./testing/run-loco.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-definition-"));
  write("platform.json", JSON.stringify({ format: 1, ...SAMPLE_PLATFORM }));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};
const define = (app: string, before = "") =>
  `import { defineApp } from "loco-platform";\n${before}\nexport default defineApp(${app});\n`;
const validated = async (text: string) => {
  write("blueprints/shop/loco.ts", text);
  const { stdout } = await runLoco(dir, ["validate", "shop"]);
  return stdout.trimEnd();
};
const SHOP = 'name: "shop", image: "ghcr.io/acme/shop:1"';

describe("an app in TypeScript", () => {
  it("is checked like one in TOML, and its mistakes stand at their keys", async () => {
    expect(await validated(define(`{ ${SHOP}, port: 8000 }`))).toBe("blueprints/shop/loco.ts: ok");
    const found = await validated(
      define(`{\n  ${SHOP},\n  prot: 8000,\n  processes: {\n    api: { port: 0 },\n  },\n}`),
    );
    expect(found).toMatch(/^blueprints\/shop\/loco.ts:5:3 +prot +unknown key; did you mean port/m);
    expect(found).toMatch(/^blueprints\/shop\/loco.ts:7:18 +processes\.api\.port +must be/m);
  });

  it("says the same as the same file in TOML", () => {
    const folder = join(import.meta.dirname, "../../test/golden/apps/full");
    const toml = readFileSync(join(folder, "loco.toml"), "utf8");
    write("full/loco.ts", define(JSON.stringify(parse(toml))));
    write("full/config/app.yaml", readFileSync(join(folder, "config/app.yaml"), "utf8"));
    const typed = loadApp(join(dir, "full/loco.ts"), "loco.ts");
    const plain = loadApp(join(folder, "loco.toml"), "loco.toml");
    for (const context of [{ reserved: [] }, { reserved: [], environment: "staging" }]) {
      const app = readApp(typed, context).app;
      expect(app).toBeDefined();
      expect(app).toEqual(readApp(plain, context).app);
    }
  });

  it("has environments", async () => {
    const text = define(`{\n ${SHOP}, port: 8000,\n environments: { staging: { port: 0 } } }`);
    expect(await validated(text)).toMatch(/loco.ts:5:35 +environments\.staging\.port /);
  });

  it("may share code with other blueprints, and nothing from elsewhere", async () => {
    write("blueprints/shared.ts", "export const port: number = 8000;\n");
    write("secret.json", '{"password":"canary"}');
    const withImport = (file: string) => define(`{ ${SHOP}, port }`, `import { port } from "${file}";`);
    expect(await validated(withImport("../shared.ts"))).toBe("blueprints/shop/loco.ts: ok");
    const refused = await validated(
      define(`{ ${SHOP}, port: 8000 }`, 'import s from "../../secret.json"; s;'),
    );
    expect(refused).toContain("imports ../../secret.json; only loco-platform and");
    expect(await validated(withImport("node:fs"))).toMatch(/shop\/loco.ts:2:22 +cannot import "node:fs"/);
  });

  it("cannot depend on time, chance or the machine", async () => {
    const with_ = (expression: string) => validated(define(`{ ${SHOP}, description: ${expression} }`));
    expect(await with_("`${new Date()}`")).toMatch(/loco.ts:3:\d+ +Date is not there: the same file/);
    expect(await with_("`${Math.random()}`")).toContain("Math.random is not there");
    expect(await with_("process.env.HOME")).toContain("process is not defined: a loco.ts has the language");
    expect(await with_("Function('return process')()")).toContain("Code generation from strings disallowed");
  });

  it("is a value that a loco.toml could say", async () => {
    expect(await validated(define(`{ ${SHOP}, port: () => 1 }`))).toContain("port is a function that cannot");
    expect(await validated(define(`{ ${SHOP}, domains: [null] }`))).toContain(
      "domains[0] is null; leave it out",
    );
    expect(await validated("export const app = {};")).toContain(
      "has no default export: write export default",
    );
    expect(await validated("export default 7;")).toContain("its default export is no app");
    expect(await validated(define(`(async () => ({ ${SHOP} }))()`))).toContain("is a promise");
    expect(await validated(define(`{ ${SHOP}, owner: undefined }`))).toBe("blueprints/shop/loco.ts: ok");
  });

  it("is named where it does not compile or does not end", async () => {
    expect(await validated("export default {{")).toMatch(/shop\/loco.ts:1:17 +Expected identifier/);
    expect(await validated(`while (true) {}\n${define("{}")}`)).toContain("does not come to an end within 5");
  });

  it("does not stand beside a loco.toml", async () => {
    write("blueprints/shop/loco.toml", 'name = "shop"\n');
    expect(await validated(define(`{ ${SHOP} }`))).toBe(
      [
        "blueprints/shop/loco.toml:1:1  the folder holds blueprints/shop/loco.toml and blueprints/shop/loco.ts, and an app is one of them",
        "                               delete the one that does not count",
      ].join("\n"),
    );
  });

  it("is valid as the how-to shows it", async () => {
    const page = readFileSync(new URL("../../docs/how-to/apps-in-typescript.md", import.meta.url), "utf8");
    expect(await validated(/^```ts\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? "")).toBe(
      "blueprints/shop/loco.ts: ok",
    );
  });

  it("says that nothing is exported", async () => {
    expect(await validated("")).toMatch(
      /^blueprints\/shop\/loco\.ts:1:1 +has no default export: write export/,
    );
  });

  it("is advised in its own language", async () => {
    expect(await validated(define('{ name: "shop", port: 8000 }'))).toContain(
      'write image: "ghcr.io/acme/shop:1.4.2", or',
    );
    const needs = '{ "main-db": { type: "postgres" } }';
    write(
      "blueprints/shop/loco.ts",
      define(`{ ${SHOP}, port: 8000, needs: ${needs}, env: { KEY: "sk-1" } }`),
    );
    const { stdout } = await runLoco(dir, ["suggest", "shop"]);
    expect(stdout).toContain(
      '      needs: {\n        "main-db": {\n    +     backup: { schedule: "@daily", keep: 14 },\n',
    );
    expect(stdout).toMatch(/ {4}\+ owner: "/);
    expect(stdout).not.toMatch(/^ {4}[+-] \w+ = /m);
  });

  it("shows no value of a secret in advice", async () => {
    write("blueprints/shop/loco.ts", define(`{ ${SHOP}, port: 8000, env: { STRIPE_KEY: "canary" } }`));
    const { stdout } = await runLoco(dir, ["suggest", "shop"]);
    expect(stdout).toContain("    -   STRIPE_KEY: ...\n");
    expect(stdout).toContain('    + secrets: ["STRIPE_KEY"],\n');
    expect(stdout).not.toContain("canary");
  });

  it("is not edited by --fix", async () => {
    const text = define(`{ ${SHOP}, prot: 8000 }`);
    write("loco.ts", text);
    expect((await runLoco(dir, ["validate", "--fix", "loco.ts"])).stdout).not.toContain("fixed");
    expect(readFileSync(join(dir, "loco.ts"), "utf8")).toBe(text);
  });
});
