import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addonInput } from "../../platform/addons/sample.ts";
import { vmagent } from "../../platform/addons/vmagent/vmagent.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { ensureObservability } from "../../tools/sandbox/toolchain/observability.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";
import { KEY, type Running, startMetrics } from "./vmagent/running.ts";
import { type Shown, showPlain, showSecure } from "./vmagent/shown.ts";

const folder = mkdtempSync(join(tmpdir(), "loco-vmagent-"));

const IN_SHOP = 'namespace="shop",pod="shop-1"';

/** As k3s shows them on a server: what the API server counts as well. */
const KUBELET = `
kubelet_running_pods 3
apiserver_request_total{verb="GET"} 1
kubelet_volume_stats_used_bytes{namespace="shop",persistentvolumeclaim="data"} 7
`;

const CADVISOR = `
container_cpu_usage_seconds_total{container="web",cpu="total",id="/a",image="web:1",name="c1",${IN_SHOP}} 5 1700000000000
container_cpu_usage_seconds_total{container="",cpu="total",id="/",image="",name="",namespace="",pod=""} 900
container_memory_cache{container="web",${IN_SHOP}} 1
container_network_receive_bytes_total{container="",id="/b",image="pause",interface="eth0",name="c0",${IN_SHOP}} 11
container_network_receive_bytes_total{container="",id="/b",image="pause",interface="lxc1",name="c0",${IN_SHOP}} 12
`;

const CERT_MANAGER = `
certmanager_certificate_ready_status{condition="True",name="web-tls",namespace="shop"} 1
go_goroutines 100
`;

const SHOP = 'shop_orders_total{job="faked",kind="book"} 42\n';
const TOO_MUCH = Array.from({ length: 5001 }, (_, i) => `big_series{n="${i}"} 1`).join("\n");

let cluster: ApiCluster;
let kubelet: Shown;
let pods: readonly Shown[] = [];
let metrics: Running;

const node = (name: string, labels: object) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels },
  status: {
    addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
    daemonEndpoints: { kubeletEndpoint: { Port: kubelet.port } },
  },
});

const pod = (namespace: string, name: string, labels: object, annotations: object, ports: object[]) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace, labels, annotations },
  spec: { nodeName: "server-1", containers: [{ name: "web", image: "web:1", ports }] },
});

const scraped = (shown: Shown | undefined, path?: string) => ({
  "prometheus.io/scrape": "true",
  "prometheus.io/port": String(shown?.port),
  ...(path === undefined ? {} : { "prometheus.io/path": path }),
});

async function apply(objects: readonly object[]): Promise<void> {
  const file = join(folder, "objects.json");
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
  await cluster.kubectl("create", "-f", file);
}

async function fill(): Promise<void> {
  const [certManager, shop, big] = pods;
  const { extraObjects } = vmagent.values(addonInput()) as { readonly extraObjects: readonly object[] };
  const namespaces = ["vmagent", "cert-manager", "shop"];
  await apply([
    ...namespaces.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "vmagent", namespace: "vmagent" } },
    ...extraObjects,
    node("server-1", { "node-role.kubernetes.io/control-plane": "true" }),
    node("agent-1", {}),
    pod(
      "cert-manager",
      "cert-manager",
      { "app.kubernetes.io/component": "controller" },
      scraped(certManager),
      [{ name: "http-metrics", containerPort: certManager?.port }],
    ),
    // Two ports, neither of them the one for metrics.
    pod("shop", "shop-1", { "app.kubernetes.io/name": "shop" }, scraped(shop, "/stats"), [
      { name: "http", containerPort: 8080 },
      { name: "admin", containerPort: 8081 },
    ]),
    pod("shop", "big-1", { "app.kubernetes.io/name": "big" }, scraped(big), [{ containerPort: 8080 }]),
    pod("shop", "silent-1", { "app.kubernetes.io/name": "silent" }, {}, [{ containerPort: shop?.port }]),
  ]);
  const running = JSON.stringify({ status: { phase: "Running", podIP: "127.0.0.1" } });
  for (const [namespace, name] of [
    ["cert-manager", "cert-manager"],
    ["shop", "shop-1"],
    ["shop", "big-1"],
    ["shop", "silent-1"],
  ] as const)
    await cluster.kubectl("patch", "pod", name, "-n", namespace, "--subresource=status", "-p", running);
}

beforeAll(async () => {
  const [programs, kubernetes] = [await ensureObservability(toolchain), await ensureKubernetes(toolchain)];
  kubelet = await showSecure({ "/metrics": KUBELET, "/metrics/cadvisor": CADVISOR });
  pods = await Promise.all([
    showPlain({ "/metrics": CERT_MANAGER }),
    showPlain({ "/stats": SHOP }),
    showPlain({ "/metrics": TOO_MUCH }),
  ]);
  cluster = await startApiCluster(kubernetes.binDir);
  // Its own shows nothing.
  await cluster.kubectl("delete", "node", "--all");
  await fill();
  const [{ cluster: api }] = JSON.parse(readFileSync(cluster.kubeconfig, "utf8")).clusters;
  metrics = await startMetrics(programs, folder, {
    url: api.server,
    authorities: `${Buffer.from(api["certificate-authority-data"], "base64")}\n${kubelet.authority}`,
    token: await cluster.kubectl("create", "token", "vmagent", "--namespace", "vmagent"),
  });
  // Each target was read a few times.
  await vi.waitFor(
    async () => {
      const ups = await metrics.series("up");
      expect(ups.map(({ values }) => values.length > 3)).toEqual(Array(8).fill(true));
    },
    { timeout: 60_000, interval: 500 },
  );
});

afterAll(async () => {
  await metrics?.stop();
  await cluster?.close();
  await Promise.all([kubelet, ...pods].map((shown) => shown?.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** Names and labels of what the store has of a selector. */
const labelsOf = async (selector: string) =>
  (await metrics.series(selector))
    .map(({ metric: { instance: _, ...labels } }) => labels)
    .sort((a, b) => String(a.__name__).localeCompare(String(b.__name__)));

describe("vmagent, with its own rights and nothing else", () => {
  it("reads each target once, and calls none twice", async () => {
    const ups = (await metrics.series("up")).map(
      ({ metric: { job, node, pod }, values }) => `${job} ${pod ?? node} ${values.at(-1)}`,
    );
    expect(ups.sort()).toEqual([
      "apiserver server-1 1",
      "apps big-1 0",
      "apps shop-1 1",
      "cadvisor agent-1 1",
      "cadvisor server-1 1",
      "cert-manager cert-manager 1",
      "kubelet agent-1 1",
      "kubelet server-1 1",
    ]);
    expect(metrics.log()).not.toMatch(/duplicate scrape target|forbidden|Unauthorized/);
  });

  it("takes the API server's metrics from it alone, and without buckets", async () => {
    const asked = await labelsOf('{__name__=~"apiserver_request.*",job!="vmsingle"}');
    expect(new Set(asked.map(({ job, node }) => `${job} ${node}`))).toEqual(new Set(["apiserver server-1"]));
    expect(new Set(asked.map(({ __name__ }) => __name__))).toEqual(
      new Set([
        "apiserver_request_total",
        "apiserver_request_duration_seconds_count",
        "apiserver_request_duration_seconds_sum",
      ]),
    );
  });

  it("takes of a kubelet what is the node's and its volumes'", async () => {
    expect(await labelsOf('{job="kubelet",node="agent-1",__name__!~"up|scrape_.*"}')).toEqual([
      { __name__: "kubelet_running_pods", job: "kubelet", node: "agent-1" },
      {
        __name__: "kubelet_volume_stats_used_bytes",
        job: "kubelet",
        namespace: "shop",
        node: "agent-1",
        persistentvolumeclaim: "data",
      },
    ]);
  });

  it("takes of containers what they use, under labels that outlive a restart", async () => {
    const own = { job: "cadvisor", node: "server-1", namespace: "shop", pod: "shop-1" };
    expect(await labelsOf('{job="cadvisor",node="server-1",__name__!~"up|scrape_.*"}')).toEqual([
      { __name__: "container_cpu_usage_seconds_total", ...own, container: "web", cpu: "total" },
      { __name__: "container_network_receive_bytes_total", ...own, interface: "eth0" },
    ]);
  });

  it("leaves a certificate its own namespace", async () => {
    expect(await labelsOf('{job="cert-manager",__name__!~"up|scrape_.*"}')).toMatchObject([
      { __name__: "certmanager_certificate_ready_status", namespace: "shop", name: "web-tls" },
    ]);
  });

  it("says whose an app's series are, whatever the app says", async () => {
    expect(await labelsOf("shop_orders_total")).toEqual([
      {
        __name__: "shop_orders_total",
        job: "apps",
        exported_job: "faked",
        kind: "book",
        app: "shop",
        namespace: "shop",
        pod: "shop-1",
      },
    ]);
  });

  it("keeps nothing of a pod that shows too much", async () => {
    expect(await labelsOf("big_series")).toEqual([]);
  });
});

describe("the store", () => {
  it.each([
    "/api/v1/admin/tsdb/delete_series?match[]=shop_orders_total",
    "/tags/delSeries?path=shop",
    "/snapshot/create",
    "/snapshot/delete_all",
    "/internal/force_merge",
    "/internal/force_flush",
    "/internal/resetRollupResultCache",
    "/internal/log_new_series",
    "/api/v1/admin/status/metric_names_stats/reset",
    "/debug/pprof/goroutine",
    "/flags",
    "/config",
    "/-/reload",
  ])("does nothing for a stranger at %s", async (path) => {
    expect(await metrics.status(path)).toBe(401);
  });

  it("answers anybody who asks for series or for its own metrics", async () => {
    expect(await metrics.status("/api/v1/query?query=up")).toBe(200);
    expect(await metrics.status("/metrics")).toBe(200);
    expect(await labelsOf("shop_orders_total")).toHaveLength(1);
  });

  it("deletes for who has the key", async () => {
    const path = `/api/v1/admin/tsdb/delete_series?match[]=shop_orders_total&authKey=${KEY}`;
    expect(await metrics.status(path)).toBe(204);
  });
});
