import type { Addon } from "../addon.ts";
import { locked } from "../charts.ts";
import { alloyFacts } from "./alloy.facts.ts";
import { alloyConfig, JOURNAL, POD_LOGS } from "./alloy-config.ts";

const NAME = "alloy";

/** On the node, so that a pod that takes another's place goes on where that one was. */
const POSITIONS = "/var/lib/loco/alloy";

/** Brings logs from every node to Loki. */
export const alloy: Addon = {
  name: NAME,
  purpose: "logs of pods and of k3s, brought to Loki",
  profile: "lite",
  namespace: NAME,
  // Paths of the node are for privileged pods only.
  podSecurity: "privileged",
  chart: locked(NAME),
  needs: ["loki"],
  internal: true,
  timeout: 300,
  facts: alloyFacts,
  metrics: [
    {
      job: NAME,
      pods: { "app.kubernetes.io/instance": NAME },
      port: "http-metrics",
      keep: [
        "alloy_component_controller_running_components",
        "loki_write_(sent|dropped)_(entries|bytes)_total",
        "loki_write_batch_retries_total",
      ],
    },
  ],
  values: ({ config }) => ({
    alloy: {
      configMap: { content: alloyConfig(config.addons.loki.retention) },
      storagePath: POSITIONS,
      // Tells Grafana Labs what is installed.
      enableReporting: false,
      mounts: {
        extra: [
          { name: "pod-logs", mountPath: POD_LOGS, readOnly: true },
          { name: "journal", mountPath: JOURNAL, readOnly: true },
          { name: "positions", mountPath: POSITIONS },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
      securityContext: {
        // The files are root's and nobody else may read them. As their owner it needs no capability.
        runAsUser: 0,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      },
      resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    },
    // Another configuration makes other pods.
    configReloader: { enabled: false },
    controller: {
      // What has been read is sent first.
      terminationGracePeriodSeconds: 60,
      tolerations: [{ operator: "Exists" }],
      // A node that is full has a place for it.
      priorityClassName: "system-node-critical",
      volumes: {
        extra: [
          { name: "pod-logs", hostPath: { path: POD_LOGS, type: "DirectoryOrCreate" } },
          { name: "journal", hostPath: { path: JOURNAL, type: "DirectoryOrCreate" } },
          { name: "positions", hostPath: { path: POSITIONS, type: "DirectoryOrCreate" } },
          { name: "tmp", emptyDir: {} },
        ],
      },
    },
    // The chart appends one list to the other, and an empty one breaks it.
    rbac: { rules: [watchPods("list")], clusterRules: [watchPods("watch")] },
    service: { enabled: false },
    // For addons that are not here.
    crds: { create: false },
  }),
};

const watchPods = (verb: string) => ({ apiGroups: [""], resources: ["pods"], verbs: [verb] });
