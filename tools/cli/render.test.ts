import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { runLoco } from "./testing/run-loco.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-render-"));
  write("facts.json", JSON.stringify({ format: 1, ...SAMPLE_PLATFORM }));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};

const SHOP =
  'name = "shop"\nimage = "ghcr.io/acme/shop:1"\nport = 8000\n[environments.staging]\nreplicas = 3\n';

const render = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runLoco(dir, ["render", ...args], env);

const ON = ["--platform", "facts.json"];

describe("loco render", () => {
  it("prints the values of both releases, base first", async () => {
    write("blueprints/shop/loco.toml", SHOP);
    const { stdout, stderr, code } = await render(["shop", "--values", ...ON]);
    expect(stdout).toMatch(
      /^---\n# Values of release shop-base, chart app-base\n.*\n---\n# Values of release shop, chart app\n/s,
    );
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  });

  it("knows the platform of another folder by its platform.toml", async () => {
    write("elsewhere/loco.toml", SHOP);
    const repository = join(import.meta.dirname, "../../platform.toml");
    const { stdout, code } = await render(["elsewhere/loco.toml", "--values", "--platform", repository]);
    expect({ code, hosts: stdout.includes("shop.apps.acme.example") }).toEqual({ code: 0, hosts: true });
    const missing = await render(["elsewhere/loco.toml", "--platform", "nowhere/platform.toml"]);
    expect(missing.stderr).toContain("no file nowhere/platform.toml");
  });

  it("shows values or a difference, and says so when asked for both", async () => {
    write("loco.toml", SHOP);
    const { stderr, code } = await render(["--values", "--diff", "HEAD", ...ON]);
    expect({ stderr, code }).toEqual({
      stderr: "error  --values and --diff exclude each other  [USAGE]\n",
      code: 2,
    });
  });

  it("takes one environment, by flag or LOCO_ENV, and otherwise none", async () => {
    write("loco.toml", SHOP);
    const names = async (...input: Parameters<typeof render>) =>
      [...(await render(...input)).stdout.matchAll(/release (\S+),/g)].map(([, name]) => name);
    expect(await names(["--values", ...ON])).toEqual(["shop-base", "shop"]);
    const staging = ["shop-staging-base", "shop-staging"];
    expect(await names(["--values", "--env", "staging", ...ON])).toEqual(staging);
    expect(await names(["--values", ...ON], { LOCO_ENV: "staging" })).toEqual(staging);
    expect(await render(["--env", "production", ...ON])).toMatchObject({
      stderr: expect.stringContaining("no app here has an environment production"),
      code: 1,
    });
  });

  it("prints nothing on standard output when an app has mistakes, and names them", async () => {
    write("blueprints/shop/loco.toml", SHOP);
    write("blueprints/blog/loco.toml", SHOP.replace("shop", "blog").replace("8000", "0"));
    const { stdout, stderr, code } = await render(ON);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^blueprints\/blog\/loco.toml:3:8 {2}port/);
    expect(code).toBe(1);
    const asJson = await render(["--json", ...ON]);
    expect(JSON.parse(asJson.stdout)).toMatchObject({ apps: [], diagnostics: [{ key: "port" }] });
    expect(asJson).toMatchObject({ stderr: "", code: 1 });
  });

  it("does not mind a mistake in an environment that was not asked for", async () => {
    write("loco.toml", SHOP.replace("replicas = 3", "port = 0"));
    expect(await render(["--values", ...ON])).toMatchObject({ stderr: "", code: 0 });
    expect(await render(["--values", "--env", "staging", ...ON])).toMatchObject({ stdout: "", code: 1 });
  });

  it("needs an image, which validate lets a build bring", async () => {
    write("loco.toml", 'dockerfile_path = "Dockerfile"\nname = "shop"\nport = 8000\n');
    const { stdout, stderr, code } = await render(ON);
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toMatch(/^loco.toml:1:1 {2}image +is not known yet/m);
    expect(stderr).not.toContain("warning: is not known yet");
  });

  it("says what to do where the platform is not known, and where there is no app", async () => {
    expect((await render([])).stderr).toContain("neither platform.toml nor loco.toml is in");
    write("loco.toml", SHOP);
    expect(await render([])).toMatchObject({
      stderr: expect.stringMatching(
        /no platform.toml or platform.json is here.*\n.*--platform platform.json/,
      ),
      code: 1,
    });
  });
});
