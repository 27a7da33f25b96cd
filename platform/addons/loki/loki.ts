import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon, AddonInput } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { AFTER_VOLUMES } from "../order.ts";
import { lokiFacts } from "./loki.facts.ts";
import { limits } from "./loki-limits.ts";
import { S3_SECRET, storage } from "./loki-storage.ts";

const NAME = "loki";

/** Of the volume, and of the path where the chart mounts it. */
const VOLUME = "/var/loki";

/** The logs' store: Loki as one process. Alloy fills it, Grafana asks it. */
export const loki: Addon = {
  name: NAME,
  purpose: "logs, kept and queried",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  needs: [],
  after: AFTER_VOLUMES,
  internal: true,
  timeout: 600,
  secrets: ({ addons }) => (addons.loki.s3 === undefined ? [] : [S3_SECRET]),
  facts: lokiFacts,
  metrics: [
    {
      job: NAME,
      pods: { "app.kubernetes.io/instance": NAME },
      port: "http-metrics",
      keep: [
        "loki_build_info",
        "loki_distributor_(bytes|lines)_received_total",
        "loki_discarded_(samples|bytes)_total",
        "loki_ingester_memory_streams",
        "loki_ingester_wal_disk_usage_percent",
        "loki_ingester_chunks_flush_failures_total",
        "loki_compactor_apply_retention_last_successful_run_timestamp_seconds",
      ],
    },
  ],
  values: (input) => ({
    loki: config(input.config),
    singleBinary: pod(input),
    ...ONE_PROCESS,
    ...(input.config.addons.loki.s3 === undefined ? NOT_SCALED : {}),
    ...volume(input.config),
  }),
};

const config = ({ name, addons: { loki: settings } }: PlatformConfig) => ({
  auth_enabled: false,
  commonConfig: {
    replication_factor: 1,
    // There is nobody to find. What the process asks of itself does not leave the pod.
    ring: { kvstore: { store: "inmemory" } },
    instance_addr: "127.0.0.1",
    compactor_grpc_address: "127.0.0.1:9095",
  },
  ...storage(name, settings),
  ingester: {
    wal: {
      // After a crash. Upstream's 4 GB are more than the pod may use: it would be killed, and start over, for ever.
      replay_memory_ceiling: "256MB",
    },
  },
  compactor: {
    working_directory: `${VOLUME}/compactor`,
    // Without it nothing is ever deleted, and retention periods mean nothing.
    retention_enabled: true,
    delete_request_store: settings.s3 === undefined ? "filesystem" : "s3",
    // Of upstream's 150, on a disk that apps use too.
    retention_delete_worker_count: 10,
  },
  limits_config: limits(settings.retention),
  querier: { max_concurrent: 2 },
  // Tells Grafana Labs what is installed.
  analytics: { reporting_enabled: false },
});

function pod({ config, facts: { secretRevision } }: AddonInput): object {
  const { s3 } = config.addons.loki;
  return {
    // The chart's StatefulSet would have a volume that cannot grow.
    kind: "Deployment",
    strategy: { type: "Recreate", rollingUpdate: null },
    // Writes what is in memory to disk or to S3 first.
    terminationGracePeriodSeconds: 120,
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "768Mi" } },
    ...(s3 === undefined ? {} : { extraEnvFrom: [{ secretRef: { name: S3_SECRET.name } }] }),
    ...(secretRevision === undefined
      ? {}
      : { podAnnotations: { "loco.dev/secret-revision": secretRevision } }),
    ...besideApps(config),
    persistence: { enabled: false, dataVolumeParameters: volumeOf(config) },
  };
}

/** What else the chart would run. */
const ONE_PROCESS = {
  gateway: { enabled: false },
  chunksCache: { enabled: false },
  resultsCache: { enabled: false },
  lokiCanary: { enabled: false },
  test: { enabled: false },
  // It would want a bucket. Alerts are vmalert's.
  ruler: { enabled: false },
  sidecar: { rules: { enabled: false } },
  // A ClusterRole with nothing in it.
  rbac: { namespaced: true },
  defaults: { automountServiceAccountToken: false },
};

/** The chart renders none of these, but would not have them beside a disk. */
const NOT_SCALED = { backend: { replicas: 0 }, read: { replicas: 0 }, write: { replicas: 0 } };

const size = ({ addons }: PlatformConfig) => `${addons.loki.disk_size}Gi`;

const volumeOf = (config: PlatformConfig) =>
  config.addons["cloudstack-csi"].enabled
    ? { persistentVolumeClaim: { claimName: NAME } }
    : { emptyDir: { sizeLimit: size(config) } };

/** A claim of its own, because one that grows grows its volume. */
const volume = (config: PlatformConfig) =>
  config.addons["cloudstack-csi"].enabled
    ? {
        extraObjects: [
          {
            apiVersion: "v1",
            kind: "PersistentVolumeClaim",
            metadata: { name: NAME },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size(config) } } },
          },
        ],
      }
    : {};
