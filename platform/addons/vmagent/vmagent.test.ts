import { describe, expect, it } from "vitest";
import { addon, addonInput } from "../sample.ts";
import type { ScrapeJob } from "./scrape-job.ts";
import { vmagent } from "./vmagent.ts";

/** What vmagent reads on a platform with these addons. */
function jobs(addons = addonInput().addons, end = ""): readonly ScrapeJob[] {
  const { config } = vmagent.values({ ...addonInput("", end), addons });
  return (config as { readonly scrape_configs: readonly ScrapeJob[] }).scrape_configs;
}

const job = (name: string, ...how: Parameters<typeof jobs>) => {
  const found = jobs(...how).find(({ job_name }) => job_name === name);
  if (found === undefined) throw new Error(`there is no job ${name}`);
  return found;
};

describe("what vmagent reads", () => {
  it("is k3s, what addons offer, and apps", () => {
    const shop = addon("shop", [], { metrics: [{ job: "shop", pods: { app: "shop" }, port: "http" }] });
    expect(jobs([shop]).map(({ job_name }) => job_name)).toEqual([
      "apiserver",
      "apps",
      "cadvisor",
      "kubelet",
      "shop",
    ]);
  });

  it("stands in the same order whatever the addons' is", () => {
    const { addons } = addonInput();
    expect(jobs(addons.toReversed())).toEqual(jobs(addons));
  });

  it("goes to vmsingle", () => {
    expect(vmagent.needs).toEqual(["vmsingle"]);
    expect(vmagent.values(addonInput())).toMatchObject({
      remoteWrite: [{ url: "http://vmsingle.vmsingle:8428/api/v1/write" }],
    });
  });
});

describe("an addon's pods", () => {
  const labels = { "app.kubernetes.io/name": "shop", "app.kubernetes.io/component": "web" };
  const target = { job: "shop", pods: labels, port: "metrics" };

  it("are found by their labels in the addon's namespace, at the port with the name", () => {
    expect(job("shop", [addon("shop", [], { metrics: [target] })])).toMatchObject({
      kubernetes_sd_configs: [
        {
          role: "pod",
          namespaces: { names: ["shop"] },
          selectors: [{ role: "pod", label: "app.kubernetes.io/component=web,app.kubernetes.io/name=shop" }],
        },
      ],
      relabel_configs: expect.arrayContaining([
        { action: "keep", source_labels: ["__meta_kubernetes_pod_container_port_name"], regex: "metrics" },
      ]),
    });
  });

  it("keep all their series under their own labels, unless the addon says otherwise", () => {
    const plain = job("shop", [addon("shop", [], { metrics: [target] })]);
    for (const key of ["metrics_path", "honor_labels", "metric_relabel_configs"])
      expect(plain).not.toHaveProperty(key);
    const special = { ...target, path: "/stats", honorLabels: true, keep: ["shop_.+"] };
    expect(job("shop", [addon("shop", [], { metrics: [special] })])).toMatchObject({
      metrics_path: "/stats",
      honor_labels: true,
      metric_relabel_configs: [{ action: "keep", source_labels: ["__name__"], regex: ["shop_.+"] }],
    });
  });
});

describe("apps' pods", () => {
  it("are not those of addons, which upstream annotates as well", () => {
    expect(job("apps", [addon("shop"), addon("a-shop")]).relabel_configs[0]).toEqual({
      action: "drop",
      source_labels: ["__meta_kubernetes_namespace"],
      regex: ["a-shop", "kube-system", "shop"],
    });
  });

  it("may show a number of series, and in a day twice as many", () => {
    expect(job("apps")).toMatchObject({ sample_limit: 5000, series_limit: 10_000 });
    expect(job("apps", [], "[addons.vmagent]\nseries_per_pod = 800")).toMatchObject({
      sample_limit: 800,
      series_limit: 1600,
    });
  });
});

describe("vmagent's rights", () => {
  it("are to find pods and nodes and to read metrics", () => {
    const { rbac, extraObjects } = vmagent.values(addonInput());
    expect(rbac).toEqual({ create: false });
    expect(extraObjects).toMatchObject([
      {
        kind: "ClusterRole",
        rules: [
          { resources: ["nodes", "pods"], verbs: ["list", "watch"] },
          { resources: ["nodes/metrics"], verbs: ["get"] },
          { nonResourceURLs: ["/metrics"], verbs: ["get"] },
        ],
      },
      { kind: "ClusterRoleBinding" },
    ]);
  });

  it("are shown to who has a certificate of the cluster's CA only", () => {
    const held = jobs().filter(({ authorization }) => authorization !== undefined);
    expect(held.map(({ job_name }) => job_name)).toEqual(["apiserver", "cadvisor", "kubelet"]);
    for (const { scheme, tls_config } of held) {
      expect(scheme).toBe("https");
      expect(tls_config).toHaveProperty("ca_file");
      expect(tls_config).not.toHaveProperty("insecure_skip_verify");
    }
  });
});
