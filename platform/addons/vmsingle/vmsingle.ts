import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { IN_CLUSTER } from "../in-cluster.ts";
import { PROCESS_METRICS } from "../metrics.ts";
import { AFTER_VOLUMES } from "../order.ts";
import { restrictedContainer, restrictedPod } from "../restricted.ts";
import { maintenanceArgs, maintenanceSecrets, maintenanceVolume } from "./maintenance-key.ts";
import { vmsingleFacts } from "./vmsingle.facts.ts";

const NAME = "vmsingle";

/** Of its own metrics, how full, how busy and how well it is. */
const KEPT = [
  PROCESS_METRICS,
  "vm_(app_version|cache_entries|data_size_bytes|free_disk_space_bytes|http_request_errors_total)",
  "vm_(new_timeseries_created|rows_inserted|slow_row_inserts)_total",
  "vm_(rows|storage_is_read_only)",
];

/** The metrics' store: VictoriaMetrics as one process. vmagent fills it; vmalert and Grafana ask it. */
export const vmsingle: Addon = {
  name: NAME,
  purpose: "metrics, kept and queried",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked("victoria-metrics-single"),
  internal: true,
  needs: [],
  after: AFTER_VOLUMES,
  timeout: 600,
  facts: vmsingleFacts,
  secrets: () => maintenanceSecrets,
  metrics: [
    {
      job: NAME,
      pods: { "app.kubernetes.io/instance": NAME },
      port: "http",
      keep: KEPT,
    },
  ],
  values: ({ config, addons }) => ({
    server: {
      fullnameOverride: NAME,
      // A StatefulSet's volume keeps the size that it was made with; that of a claim of its own can grow.
      mode: "deployment",
      retentionPeriod: config.addons.vmsingle.retention,
      ...storage(config),
      extraArgs: {
        // A container that took another's place may share its series for one reading. Of two samples with the same time
        // one is kept, or a rate would see a jump between them.
        "dedup.minScrapeInterval": "1ms",
        // A query that needs more fails, and not the store with it.
        "search.maxMemoryPerQuery": "128MiB",
        // Where Grafana asks for alerts and their rules, which it takes to be in one place with the metrics.
        ...(addons.some(({ name }) => name === "vmalert") ? { "vmalert.proxyURL": IN_CLUSTER.vmalert } : {}),
        ...maintenanceArgs,
      },
      ...maintenanceVolume,
      // An address that outlives the pod. The chart's Service has none, and cannot be given one later.
      service: { clusterIP: null },
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "768Mi" } },
      podSecurityContext: restrictedPod(65534),
      securityContext: restrictedContainer,
      ...besideApps(config),
    },
    serviceAccount: { automountToken: false },
  }),
};

/** On a volume; where nothing makes volumes, on the node's disk, and for as long as the pod is there. */
function storage({ addons }: PlatformConfig): Readonly<Record<string, unknown>> {
  const { disk_size } = addons.vmsingle;
  if (!addons["cloudstack-csi"].enabled) {
    return { persistentVolume: { enabled: false }, emptyDir: { sizeLimit: `${disk_size}Gi` } };
  }
  // 16 is the chart's own.
  return disk_size === 16 ? {} : { persistentVolume: { size: `${disk_size}Gi` } };
}
