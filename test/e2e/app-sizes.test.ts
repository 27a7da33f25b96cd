import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSample, SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { readOwnChart } from "../../platform/charts/own-chart.ts";
import { chartPacker } from "../../platform/charts/package-chart.ts";
import { AppStack } from "../../platform/stacks/app-stack.ts";
import { ensureBuilt } from "../../tools/sandbox/toolchain/build-cache.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { ensureTerraform, openTofuModule } from "../../tools/sandbox/toolchain/terraform.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

const dir = mkdtempSync(join(tmpdir(), "app-sizes-"));

let cluster: ApiCluster;
const programs: Record<string, string> = {};

beforeAll(async () => {
  const { binDir } = await ensureKubernetes(toolchain);
  programs.OpenTofu = join(await ensureBuilt(openTofuModule, toolchain), "bin/tofu");
  programs.Terraform = (await ensureTerraform(toolchain)).binary;
  cluster = await startApiCluster(binDir);
  await cluster.kubectl("create", "namespace", "shop");
});
afterAll(async () => {
  await cluster?.close();
  rmSync(dir, { recursive: true, force: true });
});

const claim = ([name, storage]: readonly [string, string]) => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name, namespace: "shop" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
});

/** Makes claims, and returns all that the API server then has, as the provider's data source gives them. */
async function claims(sizes: Readonly<Record<string, string>>): Promise<string> {
  const file = join(dir, "claims.json");
  const items = Object.entries(sizes).map(claim);
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  await cluster.kubectl("apply", "-f", file);
  return cluster.kubectl("-n", "shop", "get", "pvc", "-o", "json");
}

/** The text of a loco.toml with volumes and needs of some sizes. */
const app = (volumes: Readonly<Record<string, string>>, needs: Readonly<Record<string, string>> = {}) =>
  [
    'name = "shop"\nimage = "ghcr.io/acme/shop:1"\ncommand = ["shop"]\nreplicas = 1\n',
    ...Object.entries(volumes).map(
      ([name, size]) => `[volumes.${name}]\npath = "/data/${name}"\nsize = "${size}"\n`,
    ),
    ...Object.entries(needs).map(([type, size]) => `[needs.my-${type}]\ntype = "${type}"\n${size}\n`),
  ].join("\n");

/**
 * Plans the conditions of an app's stack over claims that are given: the provider that asks for them cannot be built everywhere.
 * Returns keys that are refused with the sizes that are there, and what was said.
 */
async function plan(program: string, text: string, objects: string) {
  const { app, positionOf, diagnostics } = readSample(text);
  if (app === undefined) throw new Error(JSON.stringify(diagnostics));
  const stack = new AppStack(Testing.app({ outdir: tmpdir() }), {
    app,
    places: { file: "blueprints/shop/loco.toml", positionOf },
    facts: SAMPLE_PLATFORM,
    platform: { name: "acme", state: { backend: "local" }, providers: {}, environment: undefined },
    packers: { app: chartPacker(readOwnChart("app")), "app-base": chartPacker(readOwnChart("app-base")) },
  });
  const { resource, locals } = JSON.parse(Testing.synth(stack)) as {
    readonly locals: object;
    readonly resource: { readonly helm_release: { readonly base: { readonly lifecycle: object } } };
  };
  const { lifecycle } = resource.helm_release.base;
  const folder = mkdtempSync(join(dir, "plan-"));
  writeFileSync(join(folder, "claims.json"), objects);
  // Terraform shows the line of a condition: not all of it.
  const json = JSON.stringify({ locals, resource: { terraform_data: { base: { lifecycle } } } }, null, 1);
  writeFileSync(
    join(folder, "main.tf.json"),
    json.replaceAll("data.kubernetes_resources.claims.objects", 'jsondecode(file(\\"claims.json\\")).items'),
  );
  const options = { cwd: folder, env: { CHECKPOINT_DISABLE: "1" }, reject: false };
  await execa(programs[program] ?? "", ["init", "-input=false"], options);
  const { stderr, exitCode } = await execa(
    programs[program] ?? "",
    ["plan", "-input=false", "-no-color"],
    options,
  );
  const refused = [...stderr.matchAll(/:\d+:\d+ {2}(\S+) {2}must not become less than (.*?): volumes/g)];
  return { refused: refused.map(([, key, there]) => [key, there]), exitCode, stderr };
}

describe.each(["Terraform", "OpenTofu"])("a plan of %s", (program) => {
  it("refuses a volume that would shrink, and says where the file says so", async () => {
    const there = await claims({ files: "5Gi" });
    expect(await plan(program, app({ files: "5Gi" }), there)).toMatchObject({ exitCode: 0 });
    expect(await plan(program, app({ files: "6Gi" }), there)).toMatchObject({ exitCode: 0 });
    // The first deploy, and a volume that no file has any more.
    expect(await plan(program, app({ files: "1Gi" }), '{"items":[]}')).toMatchObject({ exitCode: 0 });
    expect(await plan(program, app({ other: "1Gi" }), there)).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await plan(program, app({ files: "4Gi" }), there);
    expect(exitCode).toBe(1);
    expect(stderr.replace(/[\s│╷╵]+/g, " ")).toContain(
      'shop would shrink a volume. Nothing was changed. blueprints/shop/loco.toml:8:8 volumes.files.size must not become less than 5Gi: volumes do not shrink · found "4Gi" Write at least that. For less room add a volume of another name, move the data to it, and then remove this one.',
    );
  });

  it("reads every spelling that the API server has for a size", async () => {
    const there = await claims({
      bytes: "5368709120",
      decimal: "1.5G",
      exponent: "2e9",
      part: "0.1Gi",
      huge: "1024Ti",
      same: "2048Gi",
      less: "999M",
    });
    const sizes = {
      bytes: "5Gi",
      decimal: "1499M",
      exponent: "1999M",
      part: "102Mi",
      huge: "90Ti",
      same: "2Ti",
      less: "1G",
    };
    expect((await plan(program, app(sizes), there)).refused).toEqual([
      ["volumes.decimal.size", "1500M"],
      ["volumes.exponent.size", "2e9"],
      ["volumes.huge.size", "1Pi"],
      ["volumes.part.size", "107374182400m"],
    ]);
  });

  it("knows the claims of every kind of need, whatever number they have", async () => {
    const operators = {
      "my-postgres-12": "20Gi",
      "my-postgres-13": "30Gi",
      "my-postgres-x-1": "90Gi",
      "datadir-my-mysql-pxc-0": "20Gi",
      "mongod-data-my-mongodb-rs0-2": "20Gi",
      "elasticsearch-data-my-elasticsearch-es-default-0": "20Gi",
      "df-my-redis-0": "20Gi",
      "persistence-my-rabbitmq-server-0": "20Gi",
    };
    const there = await claims(operators);
    const types = ["postgres", "mysql", "mongodb", "elasticsearch", "redis", "rabbitmq"];
    const of = (size: string) => Object.fromEntries(types.map((type) => [type, `size = "${size}"`]));
    expect((await plan(program, app({}, of("19Gi")), there)).refused.sort()).toEqual(
      types.map((type) => [`needs.my-${type}.size`, type === "postgres" ? "20Gi, 30Gi" : "20Gi"]).sort(),
    );
    expect((await plan(program, app({}, of("30Gi")), there)).exitCode).toBe(0);
    // A size that the file leaves out is the default's.
    const { refused, stderr } = await plan(program, app({}, { postgres: "" }), there);
    expect(refused).toEqual([["needs.my-postgres.size", "20Gi, 30Gi"]]);
    expect(stderr).toContain("blueprints/shop/loco.toml:6:1  needs.my-postgres.size");
  });
});
