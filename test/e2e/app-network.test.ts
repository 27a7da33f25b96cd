import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { appReleases } from "../../platform/apps/values/releases.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";
import { type End, mayConnect, type NetworkPolicy } from "./app-network/may-connect.ts";

const SHOP = `
port = 8000
network.from = ["admin"]
metrics.port = 9090

[deploy]
release_command = ["migrate"]

[processes.api]
port = 8001

[processes.worker]
command = ["work"]

[jobs.report]
command = ["report"]

[backup]

[volumes.data]
path = "/data"
size = "1Gi"
process = "worker"

[needs.db]
type = "postgres"
backup = { keep = 7 }

[needs.cache]
type = "redis"
`;

/** As Kubernetes' policies say all of it. */
const FLANNEL = { ...SAMPLE_PLATFORM, addons: SAMPLE_PLATFORM.addons.filter((name) => name !== "cilium") };

const folder = mkdtempSync(join(tmpdir(), "loco-app-network-"));

async function policies(toml: string, platform = FLANNEL): Promise<readonly NetworkPolicy[]> {
  const { binary } = await ensureHelm(toolchain);
  const rendered = await Promise.all(
    appReleases(sampleApp(toml), platform).map(async ({ name, chart, values }) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(values));
      const path = join(import.meta.dirname, "../../charts", chart);
      return (await execa(binary, ["template", name, path, "--values", file])).stdout;
    }),
  );
  return rendered
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as NetworkPolicy))
    .filter(({ kind }) => kind.endsWith("NetworkPolicy"));
}

const pod = (component: string, namespace = "shop"): End => ({
  namespace,
  labels: { "app.kubernetes.io/name": namespace, "app.kubernetes.io/component": component },
});
const of = (namespace: string, labels: Record<string, string> = {}): End => ({ namespace, labels });
const [web, api, worker, report, release] = ["web", "api", "worker", "job-report", "release"].map((name) =>
  pod(name),
) as [End, End, End, End, End];
const db = of("shop", { "cnpg.io/cluster": "db", "cnpg.io/podRole": "instance" });
const cache = of("shop", { app: "cache", "app.kubernetes.io/name": "dragonfly" });
const copier = of("shop", { k8upjob: "true" });
const solver = of("shop", { "acme.cert-manager.io/http01-solver": "true" });
const dns = of("kube-system", { "k8s-app": "kube-dns" });
const traefik = of("traefik");
const internet: End = { address: "198.51.100.7" };
const apiServer: End = { address: "10.1.1.11" };
const otherPod: End = { address: "10.42.3.4" };

let shop: readonly NetworkPolicy[];
let cluster: ApiCluster;

beforeAll(async () => {
  shop = await policies(SHOP);
  cluster = await startApiCluster((await ensureKubernetes(toolchain)).binDir);
  await cluster.kubectl("create", "namespace", "shop");
}, 600_000);

afterAll(async () => {
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the network policies of an app", () => {
  it("are accepted by a Kubernetes API", async () => {
    const file = join(folder, "policies.json");
    writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: shop }));
    await cluster.kubectl("create", "--validate=strict", "--dry-run=server", "-f", file);
  });

  it.each<[string, End, End, number]>([
    ["Traefik to the process that has an address", traefik, web, 8000],
    ["one process to another", worker, api, 8001],
    ["an app that it lets in", of("admin"), web, 8000],
    ["the collector of metrics", of("vmagent"), worker, 9090],
    ["Traefik to cert-manager's solver", traefik, solver, 8089],
    ["a process to the internet", web, internet, 443],
    ["a process to an app's public address", web, traefik, 8443],
    ["a process to names", worker, dns, 53],
    ["a process to a database", web, db, 5432],
    ["a process to a cache", worker, cache, 6379],
    ["a job to a database", report, db, 5432],
    ["the release command to a database", release, db, 5432],
    ["the release command to names", release, dns, 53],
    ["the end of the first release to a database", pod("base-hook"), db, 5432],
    ["the end of the first release to the API server", pod("base-hook"), apiServer, 6443],
    ["replicas of a database to each other", db, db, 5432],
    ["a database's operator", of("cloudnative-pg"), db, 8000],
    ["a cache's operator", of("dragonfly"), cache, 9999],
    ["a database to the API server", db, apiServer, 6443],
    ["a database to its backups", db, internet, 443],
    ["a database to names", db, dns, 53],
    ["the collector of metrics to a database", of("vmagent"), db, 9187],
    ["what copies volumes to the bucket", copier, internet, 443],
    ["what copies volumes to the API server", copier, apiServer, 6443],
  ])("let through %s", (_, from, to, port) => {
    expect(mayConnect(shop, from, to, port)).toBe(true);
  });

  it.each<[string, End, End, number]>([
    ["Traefik to a process without an address", traefik, api, 8001],
    ["Traefik to another port", traefik, web, 9090],
    ["Traefik to a database", traefik, db, 5432],
    ["another app", of("blog"), web, 8000],
    ["another app to a database", of("admin"), db, 5432],
    ["another app to metrics", of("admin"), web, 9090],
    ["a process to another app's pods", web, of("blog"), 8000],
    ["a process to a pod's address", web, otherPod, 8000],
    ["a process to a Service's address", web, { address: "10.43.0.1" }, 443],
    ["a process to a database's port for its operator", web, db, 8000],
    ["one datastore to another", cache, db, 5432],
    ["the collector of metrics to a cache's port for administration", of("vmagent"), cache, 9999],
    ["a cache to the internet", cache, internet, 443],
    ["a cache to the API server", cache, apiServer, 6443],
    ["another operator", of("eck"), db, 5432],
    ["a pod of nobody's", of("shop"), internet, 443],
  ])("refuse %s", (_, from, to, port) => {
    expect(mayConnect(shop, from, to, port)).toBe(false);
  });

  it("let through what network.to says, and nothing else", async () => {
    const narrow = await policies('port = 8000\nnetwork.to = ["10.1.0.0/16:5432", "app:billing"]');
    const billing = pod("web", "billing");
    expect(mayConnect(narrow, web, { address: "10.1.9.9" }, 5432)).toBe(true);
    expect(mayConnect(narrow, web, billing, 8000)).toBe(true);
    expect(mayConnect(narrow, web, traefik, 8443)).toBe(true);
    expect(mayConnect(narrow, web, dns, 53)).toBe(true);
    expect(mayConnect(narrow, web, { address: "10.1.9.9" }, 443)).toBe(false);
    expect(mayConnect(narrow, web, internet, 443)).toBe(false);
    expect(mayConnect(narrow, web, pod("web", "blog"), 8000)).toBe(false);
  });

  it("leave names to Cilium, which watches the look-ups of the same pods", async () => {
    const named = await policies(
      'port = 8000\nnetwork.to = ["*.stripe.com:443"]\n[deploy]\nrelease_command = ["migrate"]',
      SAMPLE_PLATFORM,
    );
    const own = named.filter(({ kind }) => kind === "CiliumNetworkPolicy");
    expect(own.map(({ metadata }) => metadata.name).sort()).toEqual(["egress", "egress-release"]);
    for (const { spec } of own)
      expect(spec.egress).toMatchObject([
        { toPorts: [{ rules: { dns: [{ matchPattern: "*" }] } }] },
        { toFQDNs: [{ matchPattern: "**.stripe.com" }], toPorts: [{ ports: [{ port: "443" }] }] },
      ]);
    expect(mayConnect(named, web, dns, 53)).toBe(false);
    expect(mayConnect(named, web, internet, 443)).toBe(false);
  });
});
