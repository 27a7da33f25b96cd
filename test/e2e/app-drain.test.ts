import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { type AppCluster, NODES, startAppCluster } from "../support/app-cluster.ts";

const [HERE, ...ELSEWHERE] = NODES;
/** For moving pods that only pretend to run; real ones take as long as they take to stop. */
const A_MINUTE = "--timeout=60s";

const SHOP = `
port = 80
replicas = 2

[processes.files]
command = ["files"]
replicas = 1

[volumes.files]
path = "/data"
size = "1Gi"
process = "files"

[needs.db]
type = "postgres"

[needs.orders]
type = "postgres"
replicas = 2
`;

let cluster: AppCluster;
beforeAll(async () => {
  cluster = await startAppCluster();
  // Everything begins on one node.
  await cluster.kubectl("cordon", ...ELSEWHERE);
  await cluster.deploy(sampleApp(SHOP), SAMPLE_PLATFORM);
  await cluster.apply(JSON.stringify(instanceOf(JSON.parse(await databaseOf("-o", "json")).metadata.uid)));
  // Two of web, one of files, one of the database.
  await runs(4, HERE);
  await cluster.kubectl("uncordon", ...ELSEWHERE);
}, 300_000);
afterAll(() => cluster?.close());

const databaseOf = (...args: string[]) =>
  cluster.kubectl("-n", "shop", "get", "clusters.postgresql.cnpg.io", "db", ...args);

const drain = (...nodes: string[]) =>
  cluster.kubectl("drain", "--ignore-daemonsets", "--delete-emptydir-data", A_MINUTE, ...nodes);

/** Names of pods on a node; those of jobs that ended are not looked at. */
async function podsOn(node: string): Promise<string[]> {
  const names = 'jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}';
  const fields = `--field-selector=spec.nodeName=${node},status.phase=Running`;
  return (await cluster.kubectl("-n", "shop", "get", "pods", fields, "-o", names))
    .split("\n")
    .filter(Boolean);
}

const runs = (count: number, node: string) =>
  vi.waitFor(async () => expect(await podsOn(node)).toHaveLength(count), { timeout: 60_000, interval: 500 });

/** Says of every pod on a node that it does not work, as a kubelet does of one that crashes again and again. */
async function crash(node: string): Promise<void> {
  const notReady = ["Ready", "ContainersReady"].map((type) => ({ type, status: "False" }));
  const patch = JSON.stringify({ status: { conditions: notReady } });
  for (const pod of await podsOn(node))
    await cluster.kubectl("-n", "shop", "patch", "pod", pod, "--subresource=status", "-p", patch);
}

const allowed = () =>
  cluster.kubectl("-n", "shop", "get", "pdb", "web", "-o", "jsonpath={.status.disruptionsAllowed}");

/** Counts available pods of `web` from now on, each time that there is another number. */
function watchAvailable() {
  const seen: number[] = [];
  const watching = execa(
    cluster.kubectlPath,
    ["-n", "shop", "get", "deployment", "web", "--watch", '-o=jsonpath={.status.availableReplicas}{"x"}'],
    { env: { KUBECONFIG: cluster.kubeconfig }, reject: false },
  );
  watching.stdout?.on("data", (chunk: Buffer) => {
    for (const [, count] of chunk.toString().matchAll(/(\d*)x/g)) seen.push(Number(count));
  });
  return { seen, stop: () => watching.kill("SIGKILL") };
}

describe("the drain of a node, by evictions", () => {
  it("meets budgets only of what runs more than once", async () => {
    expect(await cluster.kubectl("-n", "shop", "get", "pdb", "-o", "name")).toBe(
      "poddisruptionbudget.policy/web",
    );
    // Of a database its operator makes one, if it may; which ones these are says operator-pods.test.ts.
    const budgets = 'jsonpath={range .items[*]}{.metadata.name} {.spec.enablePDB}{"\\n"}{end}';
    expect(await cluster.kubectl("-n", "shop", "get", "clusters.postgresql.cnpg.io", "-o", budgets)).toBe(
      "db false\norders true",
    );
  });

  it("moves two replicas one after the other, one that is alone, and a database of one instance", async () => {
    await vi.waitFor(async () => expect(await allowed()).toBe("1"), { timeout: 30_000 });
    const { seen, stop } = watchAvailable();
    try {
      await vi.waitFor(() => expect(seen).toEqual([2]), { timeout: 10_000 });
      // With no place for the next one, one of the two stays, and all that runs once has gone.
      await cluster.kubectl("cordon", ...ELSEWHERE);
      await expect(drain(HERE, "--timeout=4s")).rejects.toThrow(/web-\S+.*disruption budget/s);
      expect(await podsOn(HERE)).toEqual([expect.stringMatching(/^web-/)]);
      await cluster.kubectl("uncordon", ...ELSEWHERE);
      await drain(HERE);
      await vi.waitFor(() => expect(seen.at(-1)).toBe(2), { timeout: 30_000 });
      expect(Math.min(...seen)).toBe(1);
    } finally {
      stop();
    }
    expect(await podsOn(HERE)).toEqual([]);
    await vi.waitFor(async () => expect((await Promise.all(ELSEWHERE.map(podsOn))).flat()).toHaveLength(3), {
      timeout: 30_000,
    });
  }, 120_000);

  it("waits for no pods that crash again and again", async () => {
    await cluster.kubectl("uncordon", HERE);
    // Not only by the drain: the scheduler must know of it before the first pod is evicted.
    await cluster.kubectl("cordon", ...ELSEWHERE);
    for (const node of ELSEWHERE) await crash(node);
    await vi.waitFor(async () => expect(await allowed()).toBe("0"), { timeout: 30_000 });
    await drain(...ELSEWHERE);
    for (const node of ELSEWHERE) expect(await podsOn(node)).toEqual([]);
    await runs(3, HERE);
  }, 120_000);
});

/** The pod of a cluster's one instance, with the labels and the owner that its operator gives it. */
const instanceOf = (uid: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "db-1",
    namespace: "shop",
    labels: {
      "cnpg.io/cluster": "db",
      "cnpg.io/instanceName": "db-1",
      "cnpg.io/instanceRole": "primary",
      "cnpg.io/podRole": "instance",
    },
    ownerReferences: [
      { apiVersion: "postgresql.cnpg.io/v1", kind: "Cluster", name: "db", uid, controller: true },
    ],
  },
  spec: {
    nodeName: HERE,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "postgres",
        image: "ghcr.io/cloudnative-pg/postgresql:17",
        resources: { requests: { cpu: "100m", memory: "512Mi" } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      },
    ],
  },
});
