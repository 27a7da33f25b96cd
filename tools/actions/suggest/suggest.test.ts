import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { suggestionRules, suggestionsFor } from "../../../platform/apps/suggestions/suggestions.ts";
import { readSample, SAMPLE_PLATFORM } from "../../../platform/apps/testing/sample-app.ts";
import { editToml } from "../../config-edit/toml-edit.ts";
import { suggest } from "./suggest.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-suggest-"));
  writeFileSync(join(dir, "platform.json"), JSON.stringify({ ...SAMPLE_PLATFORM, format: 1 }));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const DIGEST = `sha256:${"0".repeat(64)}`;
const HEAD = `name = "shop"\nimage = "ghcr.io/acme/shop@${DIGEST}"\n`;

function suggestionsOf(text: string, environment?: string) {
  writeFileSync(join(dir, "loco.toml"), text);
  const [app] = suggest(dir, [], { platform: "platform.json", environment });
  expect(app?.diagnostics).toEqual([]);
  return app?.suggestions ?? [];
}

const linesOf = (text: string, name: string, environment?: string) =>
  suggestionsOf(text, environment)
    .filter((each) => each.name === name)
    .flatMap(({ lines }) => lines.map(({ sign, text: line }) => `${sign} ${line}`));

/** For each rule: what is added to the top of a file, and the lines that are suggested then. */
const CASES: Readonly<Record<string, readonly [text: string, lines: readonly string[]]>> = {
  "secret-in-env": [
    'port = 1\nsecrets = ["A"]\n[env]\nSTRIPE_KEY = "canary"\nSIZE = 1',
    ['- secrets = ["A"]', '+ secrets = ["A", "STRIPE_KEY"]', "  [env]", "- STRIPE_KEY = ..."],
  ],
  "need-backup": [
    'port = 1\n[needs.db]\ntype = "postgres"',
    ["  [needs.db]", '+ backup = { schedule = "@daily", keep = 14 }'],
  ],
  "volume-backup": [
    'port = 1\n[volumes.data]\npath = "/data"\nsize = "1Gi"',
    ["+ [backup]", '+ schedule = "@daily"'],
  ],
  encrypted: ['port = 1\n[http]\ntls = "off"\npath = "/x"', ["  [http]", '- tls = "off"']],
  "health-path": [
    'port = 1\nhealth = { grace = "2m" }',
    ['- health = { grace = "2m" }', '+ health = { grace = "2m", path = "/healthz" }'],
  ],
  "second-replica": [
    "port = 1\n[replicas]\nmin = 1\nmax = 2\n[scalers]\ncpu_target = 80",
    ["  [replicas]", "- min = 1", "- max = 2", "+ min = 2", "+ max = 4"],
  ],
  "need-replicas": ['port = 1\n[needs.q]\ntype = "rabbitmq"', ["  [needs.q]", "+ replicas = 3"]],
  "more-memory": ['port = 1\nmemory = "32Mi"', ['- memory = "32Mi"', '+ memory = "128Mi"']],
  "time-to-finish": [
    'port = 1\n[http]\ntimeout = "15m"',
    ["+ [deploy]", '+ shutdown = "905s"', '+ timeout = "1810s"'],
  ],
  "liveness-of-its-own": [
    'port = 1\n[health]\npath = "/up"\nliveness = "/up"',
    ["  [health]", '- liveness = "/up"'],
  ],
  "not-sticky": ["port = 1\nreplicas = 2\nhttp.sticky = true", ["- http.sticky = true"]],
  "job-timeout": [
    '[jobs.poll]\nschedule = "*/5 * * * *"\ncommand = ["poll"]',
    ["  [jobs.poll]", '+ timeout = "5m"'],
  ],
  "release-command": [
    'port = 1\n[needs.db]\ntype = "mysql"',
    ["+ [deploy]", '+ release_command = ["bin/migrate"]'],
  ],
  "image-digest": ["port = 1", []],
  "known-destinations": [
    'port = 1\n[env]\nAPI = "https://api.stripe.com/v1"\nDB = "postgres://u@db.example.com/x"',
    ["+ [network]", '+ to = ["api.stripe.com:443", "db.example.com:5432"]'],
  ],
  "restart-alert": [
    "port = 1",
    [
      "+ [alerts]",
      `+ restarts = { when = "sum(increase(kube_pod_container_status_restarts_total{namespace='shop'}[15m])) > 3", summary = "Containers of shop crash again and again" }`,
    ],
  ],
  owner: ["port = 1", ['+ owner = "team-name"']],
  staging: ["port = 1", ["+ [environments]", "+ staging = { replicas = 1 }"]],
  "no-cpu-limit": [
    'port = 1\n[processes.worker]\ncommand = ["w"]\ncpu_limit = "1"',
    ["  [processes.worker]", '- cpu_limit = "1"'],
  ],
  "structured-logs": ["port = 1", ["+ [logs]", "+ structured = true"]],
  "scale-by-cpu": [
    "port = 1\n[replicas]\nmin = 2\nmax = 4\n[scalers]\nmemory_target = 70",
    ["  [scalers]", "- memory_target = 70", "+ cpu_target = 80"],
  ],
  "scale-with-load": [
    "port = 1\nreplicas = 4",
    ["- replicas = 4", "+ [replicas]", "+ min = 2", "+ max = 8", "+ [scalers]", "+ cpu_target = 80"],
  ],
};

describe("a suggestion", () => {
  it("has a case here, each of them", () => {
    expect(Object.keys(CASES).sort()).toEqual(suggestionRules.map(({ name }) => name).sort());
  });

  for (const [name, [text, lines]] of Object.entries(CASES)) {
    const head = name === "image-digest" ? 'name = "shop"\nimage = "ghcr.io/acme/shop:1"\n' : HEAD;
    it(`${name} is made with its lines, is valid when made, and is then not made again`, () => {
      const file = `${head}${text}\n`;
      const made = suggestionsOf(file);
      expect(linesOf(file, name)).toEqual(lines);
      const { config } = readSample(file, { reserved: [] });
      if (config === undefined) throw new Error("the case has mistakes");
      // None that a rule gives was left out because the file would have mistakes with it.
      const given = suggestionsFor(config, {
        said: (path) => readSample(file).placeOf(path) !== undefined,
        platform: SAMPLE_PLATFORM,
      });
      expect(made.map((each) => each.name)).toEqual(given.map((each) => each.name));
      for (const { name: each, changes } of made.filter((one) => one.changes.length > 0)) {
        expect(suggestionsOf(editToml(file, changes)).map((one) => one.name)).not.toContain(each);
      }
    });
  }
});

describe("suggestions", () => {
  it("never show the value of a secret, however it is written", () => {
    for (const env of [
      '[env]\nDATABASE_URL = "postgres://u:canary@db/x"',
      '[env]\nTLS_PRIVATE_KEY = """\n-----BEGIN PRIVATE KEY-----\ncanary\n"""',
      'env = { A_TOKEN = "canary", B_TOKEN = "canary" }',
      'env.A_TOKEN = "canary"',
    ]) {
      const found = suggestionsOf(`${HEAD}port = 1\n${env}\n`);
      expect(found.map(({ name }) => name)).toContain("secret-in-env");
      expect(JSON.stringify(found)).not.toContain("canary");
    }
  });

  it("give a fixed number to a table of replicas without scalers", () => {
    const text = `${HEAD}port = 1\n[replicas]\nmin = 1\nmax = 1\n`;
    expect(linesOf(text, "second-replica")).toContain("+ replicas = 2");
  });

  it("leave alone what is no secret", () => {
    const env =
      'A_KEY = "${secrets.X}"\nB_KEY = ""\nKEY_PATH = "/etc/key"\nPUBLIC_KEY = "abcd"\nURL = "https://a.example/b"';
    expect(linesOf(`${HEAD}port = 1\nsecrets = ["X"]\n[env]\n${env}\n`, "secret-in-env")).toEqual([]);
  });

  it("of an environment are written into its table", () => {
    const text = `${HEAD}port = 1\nreplicas = 2\n[environments.staging]\nreplicas = 1\n`;
    expect(linesOf(text, "second-replica", "staging")).toEqual([
      "  [environments.staging]",
      "- replicas = 1",
      "+ replicas = 2",
    ]);
    expect(() => suggestionsOf(text, "qa")).toThrow("no app here has an environment qa");
  });

  it("are not made for what the platform does not have", () => {
    const bare = { ...SAMPLE_PLATFORM, addons: ["traefik", "cert-manager-issuers"], format: 1 };
    writeFileSync(join(dir, "platform.json"), JSON.stringify(bare));
    const names = suggestionsOf(`${HEAD}port = 1\nreplicas = 4\n`).map(({ name }) => name);
    expect(names).toEqual(["health-path", "owner", "staging"]);
  });

  it("of copies name what the platform must have first", () => {
    const text = `${HEAD}port = 1\n[needs.db]\ntype = "postgres"\n[volumes.data]\npath = "/data"\nsize = "1Gi"\n`;
    const on = (addons: readonly string[], bucket: boolean) => {
      const { backup, ...rest } = SAMPLE_PLATFORM;
      const platform = { ...rest, ...(bucket ? { backup } : {}), addons, format: 1 };
      writeFileSync(join(dir, "platform.json"), JSON.stringify(platform));
      return suggestionsOf(text)
        .filter(({ name }) => name.endsWith("-backup"))
        .map(({ name, adapt, lines }) => [name, lines.length, adapt]);
    };
    const all = SAMPLE_PLATFORM.addons;
    expect(on(all, true)).toEqual([
      ["need-backup", 2, undefined],
      ["volume-backup", 2, undefined],
    ]);
    const without = all.filter((addon) => addon !== "barman-cloud" && addon !== "k8up");
    expect(on(without, true)).toEqual([
      ["need-backup", 2, "first, in platform.toml: [addons.barman-cloud] enabled = true"],
      ["volume-backup", 2, "first, in platform.toml: [addons.k8up] enabled = true"],
    ]);
    const bucket = "first, in platform.toml: [backup] with endpoint and bucket";
    expect(on(all, false)).toEqual([
      ["need-backup", 2, bucket],
      ["volume-backup", 2, bucket],
    ]);
    expect(on(without, false)[0]).toEqual([
      "need-backup",
      2,
      `${bucket}, and in platform.toml: [addons.barman-cloud] enabled = true`,
    ]);
  });

  it("are none for a file that has it all", () => {
    const text = `${HEAD}owner = "a"\nport = 1\nreplicas = 2\nhealth = "/up"\nlogs.structured = true\nnetwork.to = []\n[alerts.a]\nwhen = "a"\nsummary = "A"\n[environments.staging]\nreplicas = 1\n`;
    expect(suggestionsOf(text)).toEqual([]);
  });
});
