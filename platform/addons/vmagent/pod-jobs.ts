import type { Addon } from "../addon.ts";
import type { ScrapeTarget } from "../metrics.ts";
import { keepMetrics, keepTargets, labelled, type ScrapeJob } from "./scrape-job.ts";

const NAMESPACE = "__meta_kubernetes_namespace";
const ANNOTATION = "__meta_kubernetes_pod_annotation_prometheus_io_";
const PORT = `${ANNOTATION}port`;

const podLabels = [labelled("namespace", NAMESPACE), labelled("pod", "__meta_kubernetes_pod_name")];

/** A pod that answers with another address would have vmagent, which is let in everywhere, ask there. */
const REDIRECTS = { follow_redirects: false };

/** What addons say is to be read of them. */
export const addonJobs = (addons: readonly Addon[]): readonly ScrapeJob[] =>
  addons.flatMap(({ namespace, metrics = [] }) => metrics.map((target) => addonJob(namespace, target)));

const addonJob = (
  namespace: string,
  { job, pods, port, path, honorLabels, keep }: ScrapeTarget,
): ScrapeJob => ({
  job_name: job,
  ...REDIRECTS,
  ...(path === undefined ? {} : { metrics_path: path }),
  ...(honorLabels ? { honor_labels: true } : {}),
  kubernetes_sd_configs: [
    { role: "pod", namespaces: { names: [namespace] }, selectors: [{ role: "pod", label: selector(pods) }] },
  ],
  relabel_configs: [
    keepTargets("__meta_kubernetes_pod_container_port_name", port),
    ...podLabels,
    labelled("container", "__meta_kubernetes_pod_container_name"),
    labelled("node", "__meta_kubernetes_pod_node_name"),
  ],
  ...(keep === undefined ? {} : { metric_relabel_configs: [keepMetrics(keep)] }),
});

const selector = (labels: ScrapeTarget["pods"]) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");

/**
 * Pods of apps, which ask for it by annotations: one target each, on the port that they name. Charts of addons set the same
 * annotations, and those pods are read already.
 */
export const appJob = (addons: readonly Addon[], seriesPerPod: number): ScrapeJob => ({
  job_name: "apps",
  ...REDIRECTS,
  sample_limit: seriesPerPod,
  // Of different ones in a day: a label with a new value every time makes each one a series.
  series_limit: 2 * seriesPerPod,
  max_scrape_size: "8MiB",
  kubernetes_sd_configs: [{ role: "pod" }],
  relabel_configs: [
    {
      action: "drop",
      source_labels: [NAMESPACE],
      regex: [...new Set(["kube-system", ...addons.map(({ namespace }) => namespace)])].sort(),
    },
    keepTargets(`${ANNOTATION}scrape`, "true"),
    keepTargets(PORT, "\\d+"),
    {
      source_labels: ["__meta_kubernetes_pod_ip", PORT],
      regex: "(.+);(.+)",
      replacement: "$1:$2",
      target_label: "__address__",
    },
    { source_labels: [`${ANNOTATION}path`], regex: "(.+)", target_label: "__metrics_path__" },
    ...podLabels,
    labelled("app", "__meta_kubernetes_pod_label_app_kubernetes_io_name"),
  ],
});
