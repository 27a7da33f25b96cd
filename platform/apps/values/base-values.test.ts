import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DATASTORES } from "../needs.ts";
import { SAMPLE_PLATFORM, sampleApp } from "../testing/sample-app.ts";
import { backupAnnotations } from "./backup-values.ts";
import { baseValues } from "./base-values.ts";

const values = (toml: string, platform = SAMPLE_PLATFORM) =>
  baseValues(sampleApp(toml, { platform }), platform);

describe("values of app-base", () => {
  it("are a namespace and a quota for an app that keeps nothing", () => {
    expect(Object.keys(values("port = 80"))).toEqual(["name", "labels", "quota"]);
  });

  it("have no quota where the platform says none", () => {
    const { quota: _, ...platform } = SAMPLE_PLATFORM;
    expect(values("port = 80", platform)).not.toHaveProperty("quota");
  });

  it("keep needs on the app's pool, whose taints they bear", () => {
    const pools = [{ name: "apps", labels: {}, taints: ["dedicated=apps:NoSchedule", "spot:NoExecute"] }];
    expect(values('port = 80\npool = "apps"', { ...SAMPLE_PLATFORM, pools }).placement).toEqual({
      nodeSelector: { "loco.dev/pool": "apps" },
      tolerations: [
        { key: "dedicated", operator: "Equal", value: "apps", effect: "NoSchedule" },
        { key: "spot", operator: "Exists", effect: "NoExecute" },
      ],
    });
  });

  for (const [type, { versions = [] }] of Object.entries(DATASTORES))
    it.each([undefined, ...versions])(`have what ${type} %s is made of`, (version) => {
      const line = version === undefined ? "" : `version = "${version}"`;
      const of = values(`port = 80\n[needs.db]\ntype = "${type}"\n${line}`);
      expect(of).toHaveProperty([type, "db", "resources"]);
    });

  // A release of another major version makes of a database's files what the one before cannot read.
  it.each([
    ...(DATASTORES.postgres.versions ?? []).map((version) => ["postgres", version, version] as const),
    ["mysql", "8.0", "8.0"],
    ["mysql", "8.4", "8.4"],
    ["mysql", undefined, "8.4"],
    ["mongodb", "7.0", "7.0"],
    ["mongodb", "8.0", "8.0"],
    ["mongodb", undefined, "8.0"],
    ["elasticsearch", "8", "8"],
    ["elasticsearch", "9", "9"],
    ["elasticsearch", undefined, "9"],
  ] as const)("run %s %s as a release of %s", (type, version, major) => {
    const line = version === undefined ? "" : `version = "${version}"`;
    const of = values(`port = 80\n[needs.db]\ntype = "${type}"\n${line}`);
    const released = type === "elasticsearch" ? `:${of[type]?.db?.version}` : of[type]?.db?.image;
    expect(released).toContain(`:${major}.`);
  });

  it("are read by the rules of the operators that the platform has", () => {
    const lock = readFileSync(join(import.meta.dirname, "../../addons/charts.lock.json"), "utf8");
    for (const [type, chart] of [
      ["mysql", "pxc-operator"],
      ["mongodb", "psmdb-operator"],
    ] as const) {
      const made = values(`port = 80\n[needs.db]\ntype = "${type}"`)[type]?.db?.version;
      expect(lock).toMatch(new RegExp(`"${chart}": \\{[^}]*"version": "${made?.replaceAll(".", "\\.")}"`));
    }
  });

  it("give each app folders of its own in the platform's bucket", () => {
    const { postgres, backup } = values(`port = 80
[volumes.files]
path = "/data"
size = "1Gi"
[backup]
schedule = "30 2 * * *"
[needs.db]
type = "postgres"
backup = { schedule = "0 3 * * *", keep = 9 }`);
    const to = { endpoint: "https://s3.example", bucket: "acme-backup" };
    expect(backup).toMatchObject({
      schedule: "30 2 * * *",
      keep: { daily: 7 },
      to: { ...to, folder: "acme/volumes/shop" },
    });
    expect(postgres?.db?.backup).toEqual({
      schedule: "0 0 3 * * *",
      keepDays: 9,
      to: { ...to, folder: "acme/postgres/shop" },
    });
  });

  it("give Dragonfly as many threads as its memory bears", () => {
    const threads = (memory: string) =>
      values(`port = 80\n[needs.cache]\ntype = "redis"\nmemory = "${memory}"`).redis?.cache?.threads;
    expect(["320Mi", "512Mi", "1Gi", "64Gi"].map(threads)).toEqual([1, 1, 3, 4]);
  });

  it("wait for what the platform makes, and make the passwords that operators do not", () => {
    const { hook } = values(`port = 80
[deploy]
timeout = "5m"
[needs.cache]
type = "redis"
[needs.db]
type = "postgres"
[needs.mail]
type = "external"
secrets = ["URL"]`);
    expect(hook).toMatchObject({
      seconds: 270,
      addresses: { cache: "cache:6379", db: "db-rw:5432" },
      logins: ["cache-login"],
    });
  });

  it("wait for the users that Percona's operators make last", () => {
    const { hook } = values(
      'port = 80\n[needs.db]\ntype = "mysql"\n[needs.docs]\ntype = "mongodb"\n[needs.jobs]\ntype = "rabbitmq"',
    );
    expect(hook?.users).toEqual({
      "db-login": "percona.com/db-app-hash",
      "docs-login": "percona.com/docs-app-hash",
    });
  });
});

describe("the command of a backup", () => {
  it("is an annotation that k8up splits again", () => {
    const { backup, name } = sampleApp(
      'port = 80\n[backup]\ncommand = ["sh", "-c", "dump \\"x y\\" | gzip", "a\'b"]',
    );
    expect(backup && backupAnnotations({ backup, name })).toEqual({
      "k8up.io/backupcommand": `sh -c 'dump "x y" | gzip' a'b`,
      "k8up.io/file-extension": "-shop.dump",
    });
  });
});
