import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { appReleases } from "../../platform/apps/values/releases.ts";
import {
  ensureOperators,
  OPERATOR_NAMES,
  type OperatorName,
} from "../../tools/sandbox/toolchain/operators.ts";
import { type AppCluster, startAppCluster } from "../support/app-cluster.ts";
import { runBaseHook } from "../support/run-base-hook.ts";
import { toolchain } from "../support/toolchain.ts";
import { NEEDY_APP, volumes } from "./operator-pods/needy-app.ts";
import { type RunningOperators, startOperators } from "./operator-pods/running.ts";

const CHARTS = join(import.meta.dirname, "../../charts");
/** k8up's shortest schedule is a minute, and some Jobs of a repository wait for each other. */
const WAIT = { timeout: 300_000, interval: 1000 };

/** What each makes for the app, without what is random in a name. */
const PODS: Readonly<Record<OperatorName, readonly string[]>> = {
  "cloudnative-pg": ["db-1-initdb", "orders-1", "orders-1-initdb"],
  // The plugin puts a container into it.
  "barman-cloud": ["db-1"],
  "percona-xtradb": [
    ...[
      "sql-haproxy-0",
      "sql-pxc-0",
      "sqls-haproxy-0",
      "sqls-haproxy-1",
      "sqls-pxc-0",
      "sqls-pxc-1",
      "sqls-pxc-2",
    ],
    "xb-now",
  ],
  "percona-mongodb": ["docs-rs0-0", "docses-rs0-0", "docses-rs0-1", "docses-rs0-2"],
  eck: ["search-es-default-0", "searches-es-default-0", "searches-es-default-1", "searches-es-default-2"],
  rabbitmq: ["queue-server-0", "queues-server-0", "queues-server-1", "queues-server-2"],
  k8up: ["backup-volumes-backup", "check-volumes-check", "prune-volumes-prune"],
};

const folder = mkdtempSync(join(tmpdir(), "loco-operator-pods-"));
let cluster: AppCluster;
let operators: RunningOperators | undefined;
beforeAll(async () => {
  const programs = await ensureOperators(toolchain);
  cluster = await startAppCluster();
  // Where it is, Percona's operators let it make certificates, and here nobody does.
  const kinds = (await cluster.kubectl("get", "crd", "-o", "name")).split("\n");
  await cluster.kubectl("delete", ...kinds.filter((kind) => kind.endsWith("cert-manager.io")));
  await cluster.apply(JSON.stringify(volumes()));
  operators = await startOperators(cluster, programs);
  process.stdout.write("left out by name: Dragonfly's operator, which proxy.golang.org does not give out\n");
  await install();
}, 1_800_000);
afterAll(async () => {
  await operators?.stop();
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Both releases, without the hook that waits until stores answer: these only pretend to run. */
async function install(): Promise<void> {
  for (const { name, namespace, chart, values } of appReleases(sampleApp(NEEDY_APP), SAMPLE_PLATFORM)) {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(values));
    const where = ["--namespace", namespace, "--create-namespace", "--values", file];
    await cluster.helm("install", name, join(CHARTS, chart), "--no-hooks", ...where);
  }
  const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "RESTIC_PASSWORD"];
  const literals = keys.map((key) => `--from-literal=${key}=test`);
  await inShop("create", "secret", "generic", "app-backup", ...literals);
  // As its operator's webhook would.
  for (const queue of ["queue", "queues"])
    await patch("rabbitmqcluster", queue, { spec: { image: "rabbitmq:4" } });
  const soon = { schedule: "* * * * *" };
  await patch("schedule", "volumes", { spec: { check: soon, prune: soon } });
  const backup = { pxcCluster: "sql", storageName: "bucket" };
  await cluster.apply(
    JSON.stringify({
      apiVersion: "pxc.percona.com/v1",
      kind: "PerconaXtraDBClusterBackup",
      metadata: { name: "now", namespace: "shop" },
      spec: backup,
    }),
  );
}

const inShop = (...args: string[]) => cluster.kubectl("--namespace", "shop", ...args);

const patch = (kind: string, name: string, change: object, ...flags: string[]) =>
  inShop("patch", kind, name, "--type=merge", ...flags, "-p", JSON.stringify(change));

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly generateName?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec: { readonly initContainers?: readonly { readonly name: string }[] };
}

const pods = async (): Promise<readonly Pod[]> => JSON.parse(await inShop("get", "pods", "-o", "json")).items;

/** Of a Job's pod, the Job's name without what k8up and Percona add to it. */
const plain = ({ metadata: { name, ownerReferences = [] } }: Pod): string => {
  const job = ownerReferences.find(({ kind }) => kind === "Job")?.name;
  return job === undefined ? name : job.replace(/-[0-9a-z]{5}(-0)?$|-[0-9]{14}.*$/, "");
};

/** What a namespace says of pods that were not let in. */
async function refusals(namespace: string): Promise<readonly string[]> {
  const lines = 'jsonpath={range .items[*]}{.involvedObject.name} {.message}{"\\n"}{end}';
  const events = await cluster.kubectl("--namespace", namespace, "get", "events", "-o", lines);
  return events.split("\n").filter((line) => /violates PodSecurity|forbidden/i.test(line));
}

describe("pods that operators make for an app, in a namespace that enforces restricted", () => {
  it.each(OPERATOR_NAMES)(
    "are let in: %s",
    async (name) => {
      await vi.waitFor(async () => {
        // No log can be read from a pod that only pretends to run, and the operator copies nothing of a cluster that is not ready.
        if (name === "percona-xtradb")
          await patch("perconaxtradbcluster", "sql", { status: { state: "ready" } }, "--subresource=status");
        const there = (await pods()).map(plain);
        const missing = PODS[name].filter((pod) => !there.includes(pod));
        const said = operators
          ?.log(name)
          .split("\n")
          .filter((line) => /forbidden|error/i.test(line))
          .slice(-3);
        expect(missing, [...(await refusals("shop")), ...(said ?? [])].join("\n")).toEqual([]);
      }, WAIT);
    },
    320_000,
  );

  it("and nothing was refused on the way", async () => {
    expect(await refusals("shop")).toEqual([]);
  });

  it("with Barman's container where a database is copied", async () => {
    const withPlugin = (await pods()).filter(({ spec }) =>
      spec.initContainers?.some((container) => container.name === "plugin-barman-cloud"),
    );
    expect(withPlugin.map(plain)).toEqual(["db-1"]);
  });

  it("behind budgets, which a database of one instance has only of Percona", async () => {
    const lines =
      'jsonpath={range .items[*]}{.metadata.name} {.spec.minAvailable}{.spec.maxUnavailable}{"\\n"}{end}';
    await vi.waitFor(async () => {
      expect((await inShop("get", "pdb", "-o", lines)).trim().split("\n")).toEqual(BUDGETS);
    }, WAIT);
  });

  it("of one instance they may be evicted", async () => {
    for (const pod of ALONE) expect(await evict(pod)).toBe("evicted");
  });

  it("and even if they crash again and again, but for Percona's", async () => {
    for (const pod of [...ALONE, ...TWO_OF_THREE]) await setReady(pod, "False");
    await vi.waitFor(async () => {
      const refused = expect.stringContaining("disruption budget");
      expect(await evictAll([...ALONE, ...TWO_OF_THREE])).toEqual({
        ...all(ALONE, "evicted"),
        ...all([...PERCONA_ALONE, ...TWO_OF_THREE], refused),
      });
    }, WAIT);
  }, 320_000);
});

describe("budgets of Percona's operators, after the last step of the release", () => {
  it("let broken pods go, and no other one while these are broken", async () => {
    const { exitCode, stdout } = await runBaseHook(cluster, "shop");
    expect({ exitCode, lines: stdout.split("\n").filter((line) => line.includes("budget")) }).toEqual({
      exitCode: 0,
      lines: [],
    });
    expect(await evictAll([...ALONE, ...TWO_OF_THREE])).toEqual(all([...ALONE, ...TWO_OF_THREE], "evicted"));
    expect(await evict("sqls-pxc-2")).toContain("disruption budget");
    expect(await evict("docses-rs0-2")).toContain("disruption budget");
    expect(await policies()).toEqual(all(PERCONAS, "AlwaysAllow"));
  });

  it("stay so when a database gets more instances", async () => {
    for (const pod of [...ALONE, ...TWO_OF_THREE]) await setReady(pod, "True");
    await patch("perconaxtradbcluster", "sql", { spec: { pxc: { size: 3 }, haproxy: { size: 2 } } });
    const docs = JSON.parse(await inShop("get", "perconaservermongodb", "docs", "-o", "json"));
    await patch("perconaservermongodb", "docs", {
      spec: { replsets: [{ ...docs.spec.replsets[0], size: 3 }] },
    });
    await vi.waitFor(async () => {
      expect((await pods()).map(plain)).toEqual(
        expect.arrayContaining(["sql-haproxy-1", "sql-pxc-2", "docs-rs0-2"]),
      );
    }, WAIT);
    expect(await policies()).toEqual(all(PERCONAS, "AlwaysAllow"));
  }, 320_000);

  it("are made as they were with a new StatefulSet, as for a larger volume, until the next last step", async () => {
    await inShop("delete", "statefulset", ...STATEFUL_SETS, "--cascade=orphan");
    await vi.waitFor(async () => {
      expect(await policies()).toEqual({ ...all(PERCONAS, "AlwaysAllow"), ...all(MADE_ANEW, "") });
    }, WAIT);
    expect(await runBaseHook(cluster, "shop")).toEqual({ exitCode: 0, stdout: "" });
    expect(await policies()).toEqual(all(PERCONAS, "AlwaysAllow"));
  }, 320_000);
});

describe("pods that Percona's operators and k8up would make without what the chart says of users and rights", () => {
  it("are refused; those of the others say it themselves", async () => {
    await cluster.apply(JSON.stringify({ apiVersion: "v1", kind: "List", items: await looseObjects() }));
    await vi.waitFor(async () => {
      const refused = (await refusals(LOOSE)).filter((line) => line.includes("violates PodSecurity"));
      expect(refused.map((line) => line.split(" ")[0])).toEqual(
        expect.arrayContaining(["sql-pxc", "sql-haproxy", "docs-rs0", "check-now"]),
      );
    }, WAIT);
    expect(await cluster.kubectl("--namespace", LOOSE, "get", "pods", "-o", "name")).toBe("");
  }, 320_000);
});

const PERCONA_ALONE = ["sql-haproxy-0", "sql-pxc-0", "docs-rs0-0"];
/** Of those that run once. */
const ALONE = ["db-1", "queue-server-0", "search-es-default-0", ...PERCONA_ALONE];
const TWO_OF_THREE = ["sqls-pxc-0", "sqls-pxc-1", "docses-rs0-0", "docses-rs0-1"];

const BUDGETS = [
  "docs-mongod-rs0 1",
  "docses-mongod-rs0 1",
  "orders-primary 1",
  "searches-es-default 1",
  "sql-haproxy 1",
  "sql-pxc 1",
  "sqls-haproxy 1",
  "sqls-pxc 1",
];

const PERCONAS = BUDGETS.map((line) => line.split(" ")[0] ?? "").filter((name) => /^(sql|docs)/.test(name));
const STATEFUL_SETS = ["sql-pxc", "docs-rs0"];
const MADE_ANEW = ["sql-pxc", "docs-mongod-rs0"];

const all = <T>(names: readonly string[], value: T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name) => [name, value]));

/** What holds for broken pods, by the budget of Percona's. */
async function policies(): Promise<Readonly<Record<string, string>>> {
  const found = JSON.parse(await inShop("get", "pdb", ...PERCONAS, "-o", "json"));
  return Object.fromEntries(
    found.items.map(({ metadata, spec }: Budget) => [metadata.name, spec.unhealthyPodEvictionPolicy ?? ""]),
  );
}

interface Budget {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly unhealthyPodEvictionPolicy?: string };
}

async function setReady(pod: string, status: "True" | "False"): Promise<void> {
  const conditions = ["Ready", "ContainersReady"].map((type) => ({ type, status }));
  await inShop(
    ...["patch", "pod", pod, "--subresource=status"],
    ...["-p", JSON.stringify({ status: { conditions } })],
  );
}

const evictAll = async (names: readonly string[]): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(await Promise.all(names.map(async (pod) => [pod, await evict(pod)] as const)));

/** Asks for it as a drain does, and leaves the pod where it is. */
async function evict(pod: string): Promise<string> {
  const file = join(folder, `evict-${pod}.json`);
  const metadata = { name: pod, namespace: "shop" };
  const deleteOptions = { dryRun: ["All"] };
  writeFileSync(file, JSON.stringify({ apiVersion: "policy/v1", kind: "Eviction", metadata, deleteOptions }));
  const path = `/api/v1/namespaces/shop/pods/${pod}/eviction`;
  return cluster.kubectl("create", "--raw", path, "-f", file).then(
    () => "evicted",
    (error: Error) => error.message,
  );
}

const LOOSE = "loose";
const SECURITY = /securityContext$|^podConfigRef$/i;

/** The app's stores of Percona's that run once, and a check of its copies, in another namespace and without a word on security. */
async function looseObjects(): Promise<readonly object[]> {
  const values = join(folder, "shop-base.json");
  const text = await cluster.helm("template", "loose", join(CHARTS, "app-base"), "--values", values);
  const objects = parseAllDocuments(text).map((document) => document.toJS());
  const stores = objects.filter((one) => ["sql", "docs"].includes(one?.metadata.name));
  const { backend } = objects.find((one) => one?.kind === "Schedule").spec;
  const level = { "pod-security.kubernetes.io/enforce": "restricted" };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: LOOSE, labels: level } },
    {
      apiVersion: "k8up.io/v1",
      kind: "Check",
      metadata: { name: "now", namespace: LOOSE },
      spec: { backend },
    },
    ...stores.map((one) => ({
      ...without(one, SECURITY),
      metadata: { name: one.metadata.name, namespace: LOOSE },
    })),
  ];
}

/** A value without keys of such names, at any depth. */
function without<T>(value: T, names: RegExp): T {
  if (Array.isArray(value)) return value.map((each) => without(each, names)) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !names.test(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, without(each, names)])) as T;
}
