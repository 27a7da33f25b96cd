import type { Addon, AddonInput } from "../addon.ts";
import { appNodeCount } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { IN_CLUSTER } from "../in-cluster.ts";
import { PROCESS_METRICS } from "../metrics.ts";
import { bearsServers } from "../placement.ts";
import { restrictedContainer, restrictedPod } from "../restricted.ts";
import { k3sJobs } from "./k3s-jobs.ts";
import { addonJobs, appJob } from "./pod-jobs.ts";
import { rightsOf } from "./rights.ts";
import { vmagentFacts } from "./vmagent.facts.ts";

const NAME = "vmagent";

/** Reads the metrics of k3s, addons and apps, drops what nobody looks at, and writes the rest to vmsingle. */
export const vmagent: Addon = {
  name: NAME,
  purpose: "metrics, read from k3s, addons and apps",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked("victoria-metrics-agent"),
  internal: true,
  needs: ["vmsingle"],
  timeout: 300,
  facts: vmagentFacts,
  metrics: [
    {
      job: NAME,
      pods: { "app.kubernetes.io/instance": NAME },
      port: "http",
      keep: [
        PROCESS_METRICS,
        "vm_app_version",
        "vm_promscrape_(max_scrape_size_exceeded_errors|scrapes|scrapes_failed)_total",
        "vm_promscrape_(scrapes_skipped_by_sample_limit_total|targets)",
        "vmagent_remotewrite_(bytes_sent|packets_dropped|retries_count|rows_pushed_after_relabel)_total",
        "vmagent_remotewrite_pending_data_bytes",
      ],
    },
  ],
  values: (input) => ({
    fullnameOverride: NAME,
    remoteWrite: [
      {
        url: `${IN_CLUSTER.vmsingle}/api/v1/write`,
        // For when vmsingle is away. Little more than the least that vmagent takes, and enough for days.
        maxDiskUsagePerURL: "640MiB",
      },
    ],
    // Not a volume: a pod that moves would wait minutes for it, to save the few samples that vmsingle does not have yet.
    // Beside what waits, the buffer may hold as much as 512 MiB that is sent.
    // https://github.com/VictoriaMetrics/VictoriaMetrics/blob/v1.150.0/lib/persistentqueue/persistentqueue.go (DefaultChunkFileSize)
    emptyDir: { sizeLimit: "1280Mi" },
    // A pod of an app is found once for each of its ports, with one and the same target, which vmagent calls an error.
    extraArgs: { "promscrape.suppressDuplicateScrapeTargetErrors": true },
    config: scrapeConfig(input),
    // For people who look at its targets.
    service: { enabled: true },
    rbac: { create: false },
    extraObjects: rightsOf(NAME, NAME),
    resources: { requests: { cpu: "50m", memory: "96Mi" }, limits: { memory: "384Mi" } },
    podSecurityContext: restrictedPod(65534),
    securityContext: restrictedContainer,
    ...(appNodeCount(input.config) === 0 ? { tolerations: [bearsServers] } : {}),
  }),
};

const scrapeConfig = ({ config, addons }: AddonInput) => ({
  global: { scrape_interval: "30s" },
  scrape_configs: [
    ...k3sJobs,
    ...addonJobs(addons),
    appJob(addons, config.addons.vmagent.series_per_pod),
  ].toSorted((a, b) => (a.job_name < b.job_name ? -1 : 1)),
});
