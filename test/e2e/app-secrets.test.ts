import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { App as CdktfApp } from "cdktf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appReleases } from "../../platform/apps/values/releases.ts";
import { readProject } from "../../platform/project.ts";
import { createAppStacks } from "../../platform/stacks/app-stacks.ts";
import { writeStackFiles } from "../../platform/stacks/write-stack-files.ts";
import { eject } from "../../tools/actions/eject/eject.ts";
import { renderReleases } from "../../tools/render/render-releases.ts";
import { type AppCluster, startAppCluster } from "../support/app-cluster.ts";

/** What must be nowhere but in the Secrets that a person made. */
const CANARY = "canary-7f3a9c";

const PLATFORM = `
name = "acme"
domain = "apps.acme.example"
k3s_version = "v1.36.3+k3s1"
api_lb_allowed_cidrs = ["203.0.113.0/24"]
[cloudstack]
zone = "ZP01"
template = "Ubuntu 24.04"
[network]
offering = "net"
cidr = "10.1.1.0/24"
[control_plane]
offering = "medium"
[[pools]]
name = "apps"
count = 2
offering = "medium"
ip_start = "10.1.1.32"
[addons.cloudstack-csi]
disk_offering = "11111111-2222-3333-4444-555555555555"
[addons.cloudnative-pg]
[addons.dragonfly]
[addons.barman-cloud]
[addons.k8up]
[backup]
endpoint = "https://s3.acme.example"
bucket = "acme-backups"
`;

/** Secrets in every place that takes one: alone, in a composed text, in a file, of needs, of a user's list, of copies. */
const SHOP = `
name = "shop"
image = "ghcr.io/acme/shop:1"
port = 80
secrets = ["STRIPE_KEY", "DB_PASSWORD"]
[env]
DATABASE_URL = "postgres://shop:\${secrets.DB_PASSWORD}@db.example/shop"
OWN_DATABASE = "\${needs.db.url}?sslmode=require"
CACHE = "\${needs.cache.url}"
BUCKET = "s3://\${needs.uploads.access_key}:\${needs.uploads.secret_key}@\${needs.uploads.bucket}"
[http]
basic_auth = "STAGING_USERS"
[files."/etc/shop/key.pem"]
secret = "SIGNING_KEY"
[deploy]
release_command = ["migrate"]
[jobs.report]
schedule = "0 3 * * *"
command = ["report"]
[volumes.files]
path = "/data"
size = "1Gi"
process = "worker"
[processes.worker]
command = ["work"]
[backup]
[needs.db]
type = "postgres"
backup = { keep = 7 }
[needs.cache]
type = "redis"
[needs.uploads]
type = "s3"
endpoint = "https://s3.example.com"
bucket = "acme-shop"
[needs.mail]
type = "external"
secrets = ["SMTP_URL"]
`;

/** Every Secret that a person or an operator makes for it, and its keys. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  "app-secrets": [
    "STRIPE_KEY",
    "DB_PASSWORD",
    "SIGNING_KEY",
    "SMTP_URL",
    "UPLOADS_ACCESS_KEY",
    "UPLOADS_SECRET_KEY",
  ],
  "basic-auth-staging-users": ["users"],
  "app-backup": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "RESTIC_PASSWORD"],
  "db-app": ["uri", "password"],
  "cache-login": ["password"],
};

let cluster: AppCluster;
let dir = "";
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "app-secrets-"));
  mkdirSync(join(dir, "blueprints/shop"), { recursive: true });
  writeFileSync(join(dir, "platform.toml"), PLATFORM);
  writeFileSync(join(dir, "blueprints/shop/loco.toml"), SHOP);
  cluster = await startAppCluster();
}, 300_000);
afterAll(async () => {
  await cluster?.close();
  rmSync(dir, { recursive: true, force: true });
});

function shop() {
  const { facts, apps, platform } = readProject(dir, undefined);
  const { app, diagnostics = [] } = apps[0] ?? {};
  if (app === undefined)
    throw new Error(diagnostics.map(({ key, message }) => `${key} ${message}`).join("\n"));
  return { app: app.app, facts, apps, platform };
}

/** Texts that a Secret's value would be seen as: itself, and as Kubernetes writes it. */
const SHOWN = [CANARY, Buffer.from(CANARY).toString("base64").slice(0, -4)];

const everyFile = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return (entry.name.endsWith(".tgz") ? gunzipSync(bytes) : bytes).toString("latin1");
    })
    .join("\n");

/** Names of Secrets must be there: a text without any would prove nothing. Texts are too long to be shown by a failing test. */
function holdsNamesOnly(text: string) {
  const names = ["app-secrets", "STRIPE_KEY"];
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
  expect(SHOWN.filter((shown) => text.includes(shown))).toEqual([]);
}

describe("the values of an app's Secrets", () => {
  it("are in the cluster before its second release", async () => {
    const { app, facts } = shop();
    expect(await cluster.deploy(app, facts)).toHaveLength(2);
    for (const [name, keys] of Object.entries(SECRETS)) {
      const stringData = Object.fromEntries(keys.map((key) => [key, `${CANARY}-${key}`]));
      const metadata = { name, namespace: "shop" };
      await cluster.apply(JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata, stringData }));
    }
    const outcomes = await cluster.deploy({ ...app, image: "ghcr.io/acme/shop:2" }, facts);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["unchanged", "changed"]);
  }, 120_000);

  it("are in no manifest, no values and no ejected file", async () => {
    const { app, facts } = shop();
    const releases = appReleases(app, facts);
    holdsNamesOnly(JSON.stringify(releases));
    const rendered = await renderReleases(cluster.helmPath, releases);
    holdsNamesOnly(rendered.map((one) => ("manifests" in one ? one.manifests : one.refused)).join("\n"));
    eject(dir, { args: ["shop"], environment: undefined, platform: undefined, to: "ejected" });
    holdsNamesOnly(everyFile(join(dir, "ejected")));
  });

  it("are in nothing that synth writes", () => {
    const outdir = join(dir, "out");
    const { platform, facts, apps } = shop();
    const scope = new CdktfApp({ outdir });
    const beside = createAppStacks(scope, platform, facts, apps);
    scope.synth();
    writeStackFiles(outdir, beside);
    holdsNamesOnly(everyFile(outdir));
  });

  it("are in no record of Helm", async () => {
    const { items } = JSON.parse(
      await cluster.kubectl("get", "secrets", "-A", "-l", "owner=helm", "-o", "json"),
    ) as { readonly items: readonly { readonly data: { readonly release: string } }[] };
    // Of the base the second is none: its values are the same.
    expect(items).toHaveLength(3);
    const records = items.map(({ data }) => {
      const packed = Buffer.from(Buffer.from(data.release, "base64").toString("latin1"), "base64");
      return gunzipSync(packed).toString("utf8");
    });
    holdsNamesOnly(records.join("\n"));
  });

  it("are in no other object of the cluster, events included, and in no output", async () => {
    const listed = await cluster.kubectl("api-resources", "--verbs=list", "-o", "name");
    const kinds = listed.split("\n").filter((kind) => kind !== "" && kind !== "secrets");
    const before = cluster.printed();
    const objects = await cluster.kubectl("get", kinds.join(","), "-A", "-o", "json", "--ignore-not-found");
    const wanted = ["ConfigMap", "Event"].filter((kind) => !objects.includes(`"kind": "${kind}"`));
    expect(wanted).toEqual([]);
    holdsNamesOnly(objects);
    expect(SHOWN.filter((shown) => before.includes(shown))).toEqual([]);
  });

  it("would have been found in what they are in", async () => {
    const text = await cluster.kubectl("get", "secret", "app-secrets", "-n", "shop", "-o", "json");
    expect(SHOWN.some((shown) => text.includes(shown))).toBe(true);
  });
});
