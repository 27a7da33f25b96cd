import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readProject } from "../../platform/project.ts";
import { runLoco } from "./testing/run-loco.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-of-platform-"));
  write("platform.toml", PLATFORM);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};

const PLATFORM = readFileSync(new URL("../../platform.toml", import.meta.url), "utf8");
const app = (name: string, more = "") =>
  write(
    `blueprints/${name}/loco.toml`,
    `name = "${name}"\nimage = "ghcr.io/acme/${name}:1"\nport = 8000\n${more}`,
  );

const loco = (...args: string[]) => runLoco(dir, args);

const CLASH =
  "blueprints/u/loco.toml:4:11  domains  take x.acme.com, which is t's already (blueprints/t/loco.toml:4)\n";

describe("an app that is named", () => {
  it("is told what it has in common with another, whichever is named and from wherever", async () => {
    app("t", 'domains = ["x.acme.com"]\n');
    app("u", 'domains = ["x.acme.com"]\n');
    app("v");
    for (const args of [["t"], ["u"], ["t", "u"], ["u", "t"], ["blueprints/t"]])
      expect(await loco("validate", ...args)).toEqual({ stdout: CLASH, stderr: "", code: 1 });
    expect((await loco("validate", "v")).stdout).toBe("blueprints/v/loco.toml: ok\n");
    const inside = await runLoco(join(dir, "blueprints/t"), ["validate"]);
    expect(inside.stdout).toContain("../u/loco.toml:4:11  domains  take x.acme.com, which is t's already");
  });

  it("is rendered unless it is the later of two, whose stack alone a deploy refuses", async () => {
    app("t", 'domains = ["x.acme.com"]\n');
    app("u", 'domains = ["x.acme.com"]\n');
    expect(await loco("render", "--values", "t")).toMatchObject({ stderr: "", code: 0 });
    expect((await loco("suggest", "t")).code).toBe(0);
    expect((await loco("blueprint", "list", "--json")).stdout).toMatch(/"mistakes": 0.*"mistakes": 1/s);
    expect(await loco("render", "--values", "u")).toEqual({ stdout: "", stderr: CLASH, code: 1 });
    expect(await loco("eject", "u")).toEqual({ stdout: "", stderr: CLASH, code: 1 });
    expect((await loco("suggest", "u")).stdout).toBe(CLASH);
  });

  it.each([
    ["an address", 'domains = ["x.acme.com"]\n', 'domains = ["x.acme.com"]\n'],
    ["a name", "[environments.b]\nreplicas = 1\n", ""],
    [
      "a name of Traefik's",
      '[processes.b-c]\ncommand = ["x"]\nport = 1\nhttp.path = "/c"\n',
      '[processes.c]\ncommand = ["x"]\nport = 1\nhttp.path = "/c"\n',
    ],
    ["an app that is not there", "", '[env]\nA = "${apps.nope.url}"\n'],
  ])("is refused by render as by a deploy: %s", async (_, first, second) => {
    app("t", first);
    app("t-b", second);
    const deployed = readProject(dir, undefined).apps.map((each) => [each.name, each.app !== undefined]);
    const rendered = ["t", "t-b"].map(async (name) => [
      name,
      (await loco("render", "--values", name)).code === 0,
    ]);
    expect(await Promise.all(rendered)).toEqual(deployed);
    expect(deployed).toEqual([
      ["t", true],
      ["t-b", false],
    ]);
  });

  it("is the later one where it is no blueprint, which no deploy has", async () => {
    write("loco.toml", 'name = "a"\nimage = "ghcr.io/acme/a:1"\nport = 8000\ndomains = ["x.acme.com"]\n');
    app("t", 'domains = ["x.acme.com"]\n');
    const ours = /^loco.toml:4:11 +domains +take x.acme.com, which is t's already/m;
    expect((await loco("validate")).stdout).toMatch(ours);
    expect((await loco("validate", "loco.toml")).stdout).toMatch(ours);
    expect((await loco("render", "--values", "t")).code).toBe(0);
  });

  it("may name no app that is not there, in values or in network", async () => {
    app("t", 'network.from = ["zzz"]\n[env]\nA = "${apps.nope.url}"\nB = "${apps.u.url}"\n');
    app("u", "[environments.staging]\nreplicas = 1\n");
    const { stdout } = await loco("validate", "t");
    expect(stdout).toContain("names the app nope, which is not among the blueprints");
    expect(stdout).toContain("name the app zzz, which is not among the blueprints");
    expect(stdout).not.toContain("the app u,");
  });

  it("is not made wrong by mistakes of its neighbours", async () => {
    app("t", '[env]\nB = "${apps.u.url}"\n');
    app("u", "cpu = 0\n");
    expect((await loco("validate", "t")).stdout).toBe("blueprints/t/loco.toml: ok\n");
    expect((await loco("render", "--values", "t")).code).toBe(0);
  });

  it("may name, in an environment, an app that has none", async () => {
    app("t", '[env]\nB = "${apps.u.url}"\n[environments.staging]\nreplicas = 1\n');
    app("u");
    expect(await loco("render", "--values", "--env", "staging")).toMatchObject({ stderr: "", code: 0 });
  });

  it("is warned of another environment of whom it names, and rendered all the same", async () => {
    const staging = "[environments.staging]\nreplicas = 1\n";
    app("t", `[env]\nB = "\${apps.u.url}"\n${staging}`);
    app("u", staging);
    const rendered = await loco("render", "--values", "--env", "staging", "t");
    expect(rendered).toMatchObject({ stderr: expect.stringContaining("though u-staging is there"), code: 0 });
    expect(rendered.stdout).toContain("https://u.apps.acme.example");
    app("t", `[env]\nB = "\${apps.u.url}"\n${staging}env.B = "\${apps.u-staging.url}"\n`);
    const told = await loco("render", "--values", "--env", "staging", "t");
    expect(told).toMatchObject({ stderr: "", code: 0 });
    expect(told.stdout).toContain("https://u-staging.apps.acme.example");
  });

  it("is judged among those of the environment's own platform where it has one", async () => {
    write("platform.staging.toml", "control_plane_count = 3\n");
    app("t", '[env]\nB = "${apps.u.url}"\n[environments.staging]\nreplicas = 1\n');
    app("u");
    expect((await loco("validate", "t")).code).toBe(0);
    app("u", "[environments.staging]\nreplicas = 1\n");
    expect((await loco("validate", "t")).stdout).toContain(
      "names the app u, which is not among the blueprints",
    );
    expect((await loco("render", "--values", "t")).code).toBe(0);
  });
});

describe("the platform of an app", () => {
  it("is found above the app's folder", async () => {
    app("t", 'pool = "gpu"\n');
    const inside = await runLoco(join(dir, "blueprints/t"), ["validate"]);
    expect(inside.stdout).toContain("is not a pool of the platform acme");
    app("t");
    const rendered = await runLoco(join(dir, "blueprints/t"), ["render", "--values"]);
    expect(rendered).toMatchObject({ stdout: expect.stringContaining("t.apps.acme.example"), code: 0 });
  });

  it("is not looked for above the repository", async () => {
    write("apps/.git", "");
    write("apps/loco.toml", 'name = "t"\nimage = "ghcr.io/acme/t:1"\n');
    const { stdout } = await runLoco(join(dir, "apps"), ["validate"]);
    expect(stdout).toContain("warning: not held against a platform");
  });

  it("is named with its mistakes when there are any, for then no app is held against it", async () => {
    write("platform.toml", `${PLATFORM.replace("control_plane_count = 1", "control_plane_count = 2")}`);
    app("t");
    const mistake = /^(\.\.\/\.\.\/)?platform.toml:\d+:\d+ +control_plane_count +must be 1, 3 or 5/m;
    const inside = await runLoco(join(dir, "blueprints/t"), ["validate"]);
    expect(inside).toMatchObject({ stdout: expect.stringMatching(mistake), code: 1 });
    expect((await loco("validate")).stdout.match(/control_plane_count/g)).toHaveLength(1);
    for (const command of ["render", "suggest", "eject"])
      expect(await loco(command, "t")).toMatchObject({
        stderr: expect.stringMatching(/\[CONFIG_INVALID\]/),
        code: 1,
      });
  });

  it("may be named by a file of any name, with overlays of that name", async () => {
    app("t", 'pool = "gpu"\n[environments.staging]\nreplicas = 1\n');
    write("elsewhere/other.toml", PLATFORM.replace("acme", "other"));
    write("elsewhere/other.staging.toml", 'name = "third"\n');
    const { stdout } = await loco("validate", "t", "--platform", "elsewhere/other.toml");
    expect(stdout).toContain("is not a pool of the platform other");
    expect(stdout).toContain("is not a pool of the platform third");
  });

  it("may be named with an overlay, which says too little by itself", async () => {
    app("t", 'pool = "gpu"\n');
    write("platform.staging.toml", 'name = "third"\n');
    const { stdout } = await loco("validate", "t", "--platform", "platform.staging.toml");
    expect(stdout).toContain("is not a pool of the platform third");
  });
});

it("suggests for the apps that have an environment, and passes over the others", async () => {
  app("t", "[environments.staging]\nreplicas = 1\n");
  app("u");
  const { stdout, code } = await loco("suggest", "u", "t", "--env", "staging");
  expect({ code, files: stdout.match(/^blueprints\S+/gm) }).toEqual({
    code: 0,
    files: ["blueprints/t/loco.toml"],
  });
  expect((await loco("suggest", "u", "--env", "staging")).stderr).toContain(
    "no app here has an environment staging",
  );
});
