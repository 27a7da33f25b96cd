import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { runLoco } from "./testing/run-loco.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-validate-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};

const SHOP = 'name = "shop"\nimage = "ghcr.io/acme/shop:1"\nport = 8000\n';

const PLATFORM = JSON.stringify({ ...SAMPLE_PLATFORM, format: 1 });

const loco = (...args: string[]) => runLoco(dir, args);

describe("loco validate, of apps", () => {
  it("checks the loco.toml of a folder that is no platform's, and says what it was not held against", async () => {
    write("loco.toml", SHOP);
    expect(await loco("validate")).toEqual({
      stdout: expect.stringMatching(/^warning: not held against a platform: .*\nloco.toml: ok\n$/),
      stderr: "",
      code: 0,
    });
    expect(JSON.parse((await loco("validate", "--json")).stdout).notes).toHaveLength(1);
  });

  it("checks blueprints by name, by path and all together", async () => {
    write("platform.json", PLATFORM);
    write("blueprints/shop/loco.toml", SHOP);
    write("blueprints/blog/loco.toml", SHOP.replace("shop", "blog").replace("8000", "0"));
    expect((await loco("validate", "shop")).stdout).toBe("blueprints/shop/loco.toml: ok\n");
    expect((await loco("validate", "blueprints/blog")).stdout).toMatch(
      /^blueprints\/blog\/loco.toml:3:8 {2}port/,
    );
    expect((await loco("validate", "shop", "blueprints/shop", "shop")).stdout).toBe(
      "blueprints/shop/loco.toml: ok\n",
    );
    const { stdout, code } = await loco("validate", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      files: ["blueprints/blog/loco.toml", "blueprints/shop/loco.toml"],
      diagnostics: [{ file: "blueprints/blog/loco.toml", line: 3, column: 8, key: "port" }],
    });
    expect(code).toBe(1);
  });

  it("checks one environment alone, and says when no app has it", async () => {
    write("loco.toml", `${SHOP}[environments.staging]\nport = 0\n[environments.test]\nport = -1\n`);
    const { stdout } = await loco("validate", "--env", "test");
    expect(stdout).toContain("environments.test.port");
    expect(stdout).not.toContain("environments.staging");
    expect((await loco("validate", "--env", "qa")).stderr).toContain("no app here has an environment qa");
  });

  it("knows a platform from the file that loco platform pull writes", async () => {
    write("acme.json", PLATFORM);
    write("loco.toml", `${SHOP}pool = "gpu"\n`);
    expect((await loco("validate")).code).toBe(0);
    const strange = "is not a pool of the platform acme; it has apps";
    expect((await loco("validate", "--platform", "acme.json")).stdout).toContain(strange);
    // By its usual name it is found.
    write("platform.json", PLATFORM);
    expect((await loco("validate")).stdout).toContain(strange);
    write("notes.json", "{}");
    expect((await loco("validate", "--platform", "notes.json")).stderr).toContain("[FILE_UNKNOWN]");
  });

  it("mends misspelt and misplaced keys, says so, and leaves comments alone", async () => {
    write("platform.json", PLATFORM);
    write("loco.toml", `# Mine\n${SHOP}\n[logs] # kept\nstructred = true\n\ndockerfile_path = "." # here\n`);
    const { stdout, code } = await loco("validate", "--fix");
    expect(stdout).toBe(
      [
        "fixed  loco.toml:7  logs.structred  renamed to structured",
        "fixed  loco.toml:9  logs.dockerfile_path  moved to the top",
        "loco.toml:5:1  dockerfile_path  warning: has no effect until builds; the image is that of the key image",
        "loco.toml: ok",
        "",
      ].join("\n"),
    );
    expect(code).toBe(0);
    expect(readFileSync(join(dir, "loco.toml"), "utf8")).toBe(
      `# Mine\n${SHOP}dockerfile_path = "." # here\n\n[logs] # kept\nstructured = true\n`,
    );
  });

  it("checks blueprints of odd names by name", async () => {
    write("blueprints/My App/loco.toml", SHOP);
    const wrong = /^blueprints\/.*\/loco.toml:1:8 +name +must be the name of its folder/;
    expect((await loco("validate", "My App")).stdout).toMatch(wrong);
  });

  it("checks an app once that is named twice", async () => {
    write("platform.json", PLATFORM);
    write("blueprints/shop/loco.toml", SHOP);
    const { stdout } = await loco(
      "validate",
      "shop",
      "blueprints/shop",
      "./blueprints/../blueprints/shop/loco.toml",
    );
    expect(stdout).toBe("blueprints/shop/loco.toml: ok\n");
    expect((await loco("validate", "shop", ".")).stdout).toBe("blueprints/shop/loco.toml: ok\n");
  });

  it("names blueprints that there are when one is misspelt", async () => {
    write("blueprints/shop/loco.toml", SHOP);
    expect((await loco("validate", "shpo")).stderr).toContain("did you mean the blueprint shop?");
  });
});

describe("loco explain", () => {
  it("prints what a key means", async () => {
    const { stdout, code } = await loco("explain", "scalers.cpu_target");
    expect(stdout).toContain("in percent of cpu");
    expect(stdout).toMatch(/^ {2}example {2}cpu_target = 80$/m);
    expect(code).toBe(0);
  });

  it("prints words for a terminal", async () => {
    for (const key of ["", "env", "deploy", "needs.db", "scalers.cpu_target"])
      expect((await loco("explain", ...(key === "" ? [] : [key]))).stdout).not.toContain("`");
  });

  it("guesses what a misspelt key meant", async () => {
    expect((await loco("explain", "prot")).stderr).toContain("did you mean port?");
  });
});
