import { PROCESS_METRICS } from "../metrics.ts";
import { keepMetrics, labelled, type Relabeling, type ScrapeJob } from "./scrape-job.ts";

const IN_POD = "/var/run/secrets/kubernetes.io/serviceaccount";

/** k3s signs kubelets' and API servers' certificates with the CA that every pod is given. */
const authorized = {
  scheme: "https",
  authorization: { credentials_file: `${IN_POD}/token` },
};
const tls = { ca_file: `${IN_POD}/ca.crt` };

/**
 * A server's k3s runs every component in one process with one registry: its kubelet shows the API server's metrics, and the
 * API server those of the kubelet, some 20 MiB where there are many resources. Each is asked for its own, and less often.
 * https://docs.k3s.io/reference/metrics
 */
const onePerProcess = { scrape_interval: "60s", scrape_timeout: "20s", max_scrape_size: "64MiB" };

const node: Relabeling = labelled("node", "__meta_kubernetes_node_name");

const kubelet: ScrapeJob = {
  job_name: "kubelet",
  ...authorized,
  ...onePerProcess,
  tls_config: tls,
  kubernetes_sd_configs: [{ role: "node" }],
  relabel_configs: [node],
  metric_relabel_configs: [
    keepMetrics([
      "kubelet_(node_name|running_containers|running_pods)",
      "kubelet_volume_stats_(available|capacity|used)_bytes",
      "kubelet_volume_stats_inodes(_free)?",
      "kubernetes_build_info",
      // Of the certificates that k3s renews when it starts, and of its CAs.
      "k3s_certificate_expiration_seconds",
      // Of k3s as a whole.
      PROCESS_METRICS,
    ]),
  ],
};

/** What containers use. The rest, per control group and per processor, is ten times as much. */
const cadvisor: ScrapeJob = {
  job_name: "cadvisor",
  ...authorized,
  metrics_path: "/metrics/cadvisor",
  tls_config: tls,
  kubernetes_sd_configs: [{ role: "node" }],
  relabel_configs: [node],
  metric_relabel_configs: [
    {
      action: "keep",
      if: [
        '{__name__=~"container_cpu_(usage_seconds|cfs_periods|cfs_throttled_periods)_total",container!=""}',
        '{__name__=~"container_(memory_working_set_bytes|oom_events_total)",container!=""}',
        // Containers share their pod's network. Pods on their node's would show every interface of it.
        '{__name__=~"container_network_(receive|transmit)_bytes_total",pod!="",interface="eth0"}',
      ],
    },
    // Of the container's incarnation: its series would end with every restart.
    { action: "labeldrop", regex: "id|image|name" },
  ],
};

const apiserver: ScrapeJob = {
  job_name: "apiserver",
  ...authorized,
  ...onePerProcess,
  // A name that is in every server's certificate, whatever its address.
  tls_config: { ...tls, server_name: "kubernetes" },
  kubernetes_sd_configs: [
    { role: "node", selectors: [{ role: "node", label: "node-role.kubernetes.io/control-plane" }] },
  ],
  relabel_configs: [
    {
      source_labels: ["__meta_kubernetes_node_address_InternalIP"],
      replacement: "$1:6443",
      target_label: "__address__",
    },
    node,
  ],
  metric_relabel_configs: [
    keepMetrics([
      "apiserver_request_total",
      // Without buckets, which are nine in ten of all its series.
      "apiserver_request_duration_seconds_(count|sum)",
      "apiserver_current_inflight_requests",
      "apiserver_(resource_objects|storage_objects|storage_size_bytes)",
      "etcd_request_(duration_seconds_(count|sum)|errors_total)",
      "scheduler_(pending_pods|schedule_attempts_total)",
    ]),
    // They take as long as somebody watches.
    {
      action: "drop",
      if: ['{__name__=~"apiserver_request_duration_seconds_.+",verb=~"WATCH|CONNECT"}'],
    },
  ],
};

/** k3s itself, on every node. */
export const k3sJobs: readonly ScrapeJob[] = [apiserver, cadvisor, kubelet];
