import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLoco } from "./testing/run-loco.ts";

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-cli-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const VALID = `name = "acme"
domain = "acme.example"
api_lb_allowed_cidrs = ["203.0.113.0/24"]

[cloudstack]
zone = "z"
template = "t"

[network]
offering = "o"
cidr = "10.1.1.0/24"

[control_plane]
offering = "m"
schedulable = true

[addons]
profile = "none"
`;

const loco = (...args: string[]) => runLoco(dir, args, { PATH: "" });

describe("loco", () => {
  it("explains itself", async () => {
    const { stdout, code } = await loco("--help");
    expect(stdout).toContain("npm run sandbox");
    expect(stdout).toMatch(/validate\s+Check platform.toml/);
    expect(code).toBe(0);
  });

  it("guesses what a misspelt command meant", async () => {
    const { stderr, code } = await loco("validte");
    expect(stderr).toBe("error  no command named validte  [USAGE]\n       did you mean validate?\n");
    expect(code).toBe(2);
  });

  it.each([
    ["validate --jsn", "validate has no flag --jsn", "did you mean --json?"],
    ["nodes replce cp-1", "no command named nodes replce", "did you mean nodes replace?"],
    ["platform xyz", "no command named platform xyz", "there are platform drain, platform pull"],
    ["--json validate", "no command before --json", "a command comes first"],
    ["init lost", "init takes no argument, and lost is one too many", "npx loco init --help"],
    ["destroy --forget", "destroy needs an argument: app", "npx loco destroy --help"],
    ["charts mirror", "charts mirror needs --to", "npx loco charts mirror --help"],
    ["init --name --yes", "--name needs a value, and --yes follows it", "npx loco init --help"],
    [
      "blueprint new --from wex x",
      "--from is one of web, worker, cron, static, stateful, and not wex",
      "web?",
    ],
    ["render --values --values", "--values is given twice, and counts once", "npx loco render --help"],
    ["render --values --diff main", "--values and --diff exclude each other", ""],
    ["validate -x", "validate has no flag -x", "npx loco validate --help"],
  ])("says what is wrong with %s, in words like its others", async (line, message, hint) => {
    const { stdout, stderr, code } = await loco(...line.split(" "));
    expect(stderr).toContain(`error  ${message}  [USAGE]\n`);
    expect(stderr).toContain(hint);
    expect({ code, silent: line.includes("--json") || stdout === "" }).toEqual({ code: 2, silent: true });
  });

  it("keeps an error's code apart from what the error lists", async () => {
    writeFileSync(join(dir, "platform.toml"), VALID.replace("schedulable = true", "schedulable = 1"));
    const { stderr } = await loco("addons");
    rmSync(join(dir, "platform.toml"));
    expect(stderr).toMatch(
      /^error {2}platform.toml has mistakes {2}\[CONFIG_INVALID\]\nplatform.toml:15:15 /,
    );
  });

  it("takes what the system refuses for no bug of its own", async () => {
    writeFileSync(join(dir, "blueprints"), "");
    const { stderr, code } = await loco("blueprint", "new", "shop");
    rmSync(join(dir, "blueprints"));
    mkdirSync(join(dir, "platform.toml"));
    const folder = "error  platform.toml cannot be read: it is a folder  [FILE_REFUSED]\n";
    expect((await loco("validate")).stderr).toBe(folder);
    rmSync(join(dir, "platform.toml"), { recursive: true });
    expect(stderr).toMatch(
      /^error {2}\S+ cannot be used: a part of the path is a file and no folder {2}\[FILE_REFUSED\]\n$/,
    );
    expect(code).toBe(1);
  });

  it("answers --json with JSON also where it could not begin", async () => {
    for (const [line, code, error] of [
      ["validate nope --json", 1, "CONFIG_MISSING"],
      ["explain --json a b", 2, "USAGE"],
      ["kubeconfg --json", 2, "USAGE"],
    ] as const) {
      const said = await loco(...line.split(" "));
      expect(JSON.parse(said.stdout)).toMatchObject({ error: { code: error, message: expect.any(String) } });
      expect(said.code).toBe(code);
    }
  });
});

describe("loco validate", () => {
  it("says that a good file is good", async () => {
    writeFileSync(join(dir, "platform.toml"), VALID);
    expect(await loco("validate")).toEqual({ stdout: "platform.toml: ok\n", stderr: "", code: 0 });
  });

  it("lists mistakes of the file and of its overlays, each once, and fails", async () => {
    writeFileSync(join(dir, "platform.toml"), VALID.replace("schedulable = true", "schedulable = 1"));
    writeFileSync(join(dir, "platform.staging.toml"), "control_plane_count = 2\n");
    const { stdout, code } = await loco("validate");
    expect(stdout).toBe(
      [
        "platform.staging.toml:1:23  control_plane_count        must be 1, 3 or 5 (etcd needs an odd number) · found 2",
        "platform.toml:15:15         control_plane.schedulable  must be true or false · found 1",
        "",
      ].join("\n"),
    );
    expect(code).toBe(1);
  });

  it("gives machines one JSON object", async () => {
    const { stdout, code } = await loco("validate", "--json", "platform.toml");
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      files: ["platform.toml"],
      diagnostics: [{ severity: "error", line: 15, column: 15, key: "control_plane.schedulable" }],
    });
    expect(code).toBe(1);
  });

  it.each([
    ["elsewhere.toml", "no file or folder elsewhere.toml  [CONFIG_MISSING]"],
    ["notes.toml", "notes.toml is not a file that Loco knows  [FILE_UNKNOWN]"],
  ])("refuses %s", async (path, message) => {
    writeFileSync(join(dir, "notes.toml"), "");
    const { stderr, code } = await loco("validate", path);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });
});

describe("loco kubeconfig", () => {
  it("says where to run it when the folder is not a platform's", async () => {
    const { stderr, code } = await loco("kubeconfig");
    expect(stderr).toContain("[CONFIG_MISSING]");
    expect(stderr).toContain("run loco in the platform's folder");
    expect(code).toBe(1);
  });
});

describe("loco nodes", () => {
  beforeAll(() => writeFileSync(join(dir, "platform.toml"), VALID));

  it("lists what the file has, and says what it could not ask", async () => {
    const { stdout, code } = await loco("nodes");
    expect(stdout).toMatch(/^cp-1 +server +acme-cp-1-g1 .* unknown$/m);
    expect(stdout).toContain("machines unknown: CLOUDSTACK_API_URL");
    expect(code).toBe(0);
  });

  it("takes flags without naming its default command", async () => {
    const { stdout } = await loco("nodes", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ nodes: [{ slot: "cp-1", role: "server" }] });
  });
});

describe("loco platform status", () => {
  beforeAll(() => writeFileSync(join(dir, "platform.toml"), VALID));

  it("has an exit code of its own for a platform that cannot be reached", async () => {
    const { stdout, code } = await loco("platform", "status");
    expect(stdout).toContain("acme: cannot be reached");
    expect(code).toBe(3);
    const machine = JSON.parse((await loco("platform", "status", "--json")).stdout);
    expect(machine).toMatchObject({ name: "acme", verdict: "unreachable" });
  });
});

describe("loco sandbox", () => {
  it("is not running in a folder where nobody started it", async () => {
    expect((await loco("sandbox", "status")).stderr).toContain("the sandbox is not running  [SANDBOX_DOWN]");
    expect(JSON.parse((await loco("sandbox", "status", "--json")).stdout)).toEqual({ running: false });
    expect((await loco("sandbox", "down")).stdout).toBe("the sandbox was not running\n");
  });

  it("refuses ports that are none", async () => {
    const { stderr } = await loco("sandbox", "up", "--publish", "443:70000");
    expect(stderr).toContain("443:70000 is not <public port>:<port here>, such as 443:10443");
  });
});
