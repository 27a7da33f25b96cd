import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { STORES } from "../../platform/apps/kept-objects.ts";
import type { DatastoreType } from "../../platform/apps/needs.ts";
import type { PlatformFacts } from "../../platform/apps/source.ts";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { type AppCluster, startAppCluster } from "../support/app-cluster.ts";
import { runBaseHook as runWholeHook } from "../support/run-base-hook.ts";

/** It has a pool that no node is of, as of machines that were never made. */
const PLATFORM: PlatformFacts = {
  ...SAMPLE_PLATFORM,
  pools: [...SAMPLE_PLATFORM.pools, { name: "nowhere", labels: {}, taints: ["own=1:NoSchedule"] }],
};

const SOON = '[deploy]\ntimeout = "20s"\nshutdown = "10s"\n[health]\npath = "/"\ngrace = "2s"\n';
const TYPES = Object.keys(STORES) as DatastoreType[];
const COPIED: readonly string[] = ["postgres", "mysql", "mongodb"];

const need = (type: string, more = "") => `[needs.${type}]\ntype = "${type}"\nsize = "1Gi"\n${more}`;
const head = (more: string) => `port = 80\nreplicas = 1\n${more}`;
const PLAIN = head(`${SOON}${TYPES.map((type) => need(type)).join("")}`);
/** Everything that a need's object has only for some files: more copies, backups; nodes of its own come with the pool. */
const FULL = `${SOON}${TYPES.map((type) =>
  need(type, `replicas = 3\n${COPIED.includes(type) ? "backup = { keep = 7 }\n" : ""}`),
).join("")}`;

let cluster: AppCluster;
beforeAll(async () => {
  cluster = await startAppCluster();
}, 300_000);
afterAll(() => cluster?.close());

const install = (toml: string) => cluster.deploy(sampleApp(toml, { platform: PLATFORM }), PLATFORM);

const get = async (kind: string, name: string) =>
  JSON.parse(await cluster.kubectl("-n", "shop", "get", kind, name, "-o", "json"));
const specs = async () =>
  Object.fromEntries(
    await Promise.all(TYPES.map(async (type) => [type, (await get(STORES[type], type)).spec] as const)),
  );
const schedule = async () => (await get("scheduledbackups.postgresql.cnpg.io", "postgres")).spec;

/** Stands in for an operator's webhook. */
const REFUSAL = {
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "full" },
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["postgresql.cnpg.io"],
              apiVersions: ["*"],
              operations: ["UPDATE"],
              resources: ["clusters"],
            },
          ],
        },
        validations: [{ expression: "false", message: 'the "bucket" is full' }],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: "full" },
      spec: { policyName: "full", validationActions: ["Deny"] },
    },
  ],
};

const versions = () =>
  Promise.all(TYPES.map(async (type) => (await get(STORES[type], type)).metadata.resourceVersion));

/** Budgets are operators', which are not here. */
const runBaseHook = (env: Readonly<Record<string, string>> = {}) =>
  runWholeHook(cluster, "shop", { BUDGETS: "", ...env });

const DONE = { exitCode: 0, stdout: "" };

describe("the last step of a release", () => {
  let plain: Readonly<Record<string, object>> = {};

  it("changes nothing of what is as the file says", async () => {
    await install(PLAIN);
    plain = await specs();
    const before = await versions();
    expect(await runBaseHook()).toMatchObject({ exitCode: 0 });
    expect(await versions()).toEqual(before);
  }, 120_000);

  it("takes back what a release that failed had changed", async () => {
    await expect(install(head(`pool = "nowhere"\n${FULL}`))).rejects.toThrow(/^helm_release.base: /);
    expect(await schedule()).toMatchObject({ suspend: false });
    const before = await versions();
    expect(await runBaseHook()).toEqual(DONE);
    expect(await versions()).toEqual(before);
    await install(PLAIN);
    // Helm compared the file with that of the release before.
    expect(await specs()).not.toEqual(plain);
    expect(await runBaseHook()).toEqual(DONE);
    expect(await specs()).toEqual(plain);
    expect(await schedule()).toMatchObject({ suspend: true });
  }, 120_000);

  it("changes only budgets of its own operators, and fails of none that is not as it should be", async () => {
    await cluster.kubectl("-n", "shop", "create", "pdb", "other", "--max-unavailable=1", "--selector=a=b");
    const { exitCode, stdout } = await runBaseHook({
      BUDGETS: "mysql-pxc mysql-haproxy mongodb-mongod-rs0 other",
      SECONDS_TO_WAIT: "0",
    });
    expect(exitCode).toBe(0);
    expect(
      stdout.split("\n").map((line) => line.replace(/.*(budget \S+) .*(\(HTTP \d+\)).*/, "$1 $2")),
    ).toEqual([
      "budget mysql-pxc (HTTP 404)",
      "budget mysql-haproxy (HTTP 404)",
      "budget mongodb-mongod-rs0 (HTTP 404)",
      "budget other (HTTP 403)",
    ]);
  }, 60_000);

  it("has budgets let broken pods go also when a need does not answer in time", async () => {
    await cluster.kubectl(
      "-n",
      "shop",
      "create",
      "pdb",
      "mysql-pxc",
      "--max-unavailable=1",
      "--selector=a=b",
    );
    const failed = await runBaseHook({
      BUDGETS: "mysql-pxc",
      SECONDS_TO_WAIT: "0",
      ADDRESSES: "mysql=127.0.0.1:1",
    });
    expect(failed.exitCode).toBe(1);
    expect(await get("pdb", "mysql-pxc")).toMatchObject({
      spec: { unhealthyPodEvictionPolicy: "AlwaysAllow" },
    });
  }, 60_000);

  it("brings a need that was away to what the file says when it comes back", async () => {
    await install(head(SOON));
    await install(head(`${SOON}${need("postgres", 'replicas = 3\nmemory = "2Gi"\n')}`));
    expect(await get(STORES.postgres, "postgres")).toMatchObject({ spec: { instances: 1 } });
    expect(await runBaseHook()).toEqual(DONE);
    expect(await get(STORES.postgres, "postgres")).toMatchObject({
      spec: { instances: 3, resources: { limits: { memory: "2Gi" } } },
    });
  }, 120_000);

  it("leaves alone how a database was made, and what the file does not speak of", async () => {
    const made = { bootstrap: { initdb: null, recovery: { source: "other" } }, maxSyncReplicas: 1 };
    await cluster.kubectl(
      ...["-n", "shop", "patch", STORES.postgres, "postgres", "--type=merge"],
      ...["-p", JSON.stringify({ spec: made })],
    );
    expect(await runBaseHook()).toEqual(DONE);
    const { spec } = await get(STORES.postgres, "postgres");
    expect(spec).toMatchObject({ bootstrap: { recovery: { source: "other" } }, maxSyncReplicas: 1 });
    expect(spec.bootstrap).not.toHaveProperty("initdb");
  }, 60_000);

  it("fails with the words of who refuses a change", async () => {
    await cluster.apply(JSON.stringify(REFUSAL));
    const change = ["-n", "shop", "annotate", STORES.postgres, "postgres", "--overwrite", "--dry-run=server"];
    // A policy is not in force at once.
    await vi.waitFor(() => expect(cluster.kubectl(...change, "a=b")).rejects.toThrow(/full/), 30_000);
    const refused = await runBaseHook();
    await cluster.kubectl("delete", "validatingadmissionpolicy,validatingadmissionpolicybinding", "full");
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toMatch(
      /\ngave up: the API server does not take Cluster postgres as the file has it \(HTTP 422\): .*the "bucket" is full$/,
    );
  }, 60_000);

  it("may change nothing but what its release made", async () => {
    const path = "/apis/postgresql.cnpg.io/v1/namespaces/shop/clusters";
    const refused = await runBaseHook({ OBJECTS: `Cluster.postgres=${path}/other` });
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toMatch(/\(HTTP 403\): .*cannot patch resource "clusters"/);
  }, 60_000);

  it("fails when there is no API server, before it waits", async () => {
    const { exitCode, stdout } = await runBaseHook({
      API: "https://127.0.0.1:1",
      SECONDS_TO_WAIT: "0",
      ADDRESSES: "postgres=127.0.0.1:1",
    });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 1,
      stdout: "gave up: the API server does not take Cluster postgres as the file has it (HTTP 000): ",
    });
  }, 60_000);
});
