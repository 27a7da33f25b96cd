import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { cloudnativePgStates } from "./cloudnative-pg-states.ts";
import type { CustomStates } from "./custom-states.ts";
import { k8upStates } from "./k8up-states.ts";
import { kubeStateMetricsAlerts } from "./kube-state-metrics.alerts.ts";
import { kubeStateMetricsFacts } from "./kube-state-metrics.facts.ts";
import { perconaMongodbStates, perconaXtradbStates } from "./percona-states.ts";

const NAME = "kube-state-metrics";

/** Metrics that alerts and dashboards are made of, apps' own too, by the resource that they tell of. Nothing else is read. */
const METRICS = {
  daemonsets: ["kube_daemonset_status_desired_number_scheduled", "kube_daemonset_status_number_ready"],
  deployments: ["kube_deployment_spec_replicas", "kube_deployment_status_replicas_ready"],
  nodes: [
    "kube_node_info",
    "kube_node_spec_unschedulable",
    "kube_node_status_allocatable",
    "kube_node_status_condition",
  ],
  pods: [
    "kube_pod_container_resource_limits",
    "kube_pod_container_resource_requests",
    "kube_pod_container_status_last_terminated_reason",
    "kube_pod_container_status_restarts_total",
    "kube_pod_container_status_waiting_reason",
    "kube_pod_status_phase",
    "kube_pod_status_ready",
  ],
  statefulsets: ["kube_statefulset_replicas", "kube_statefulset_status_replicas_ready"],
} as const;

/** What it tells of addons' own kinds. */
const CUSTOM: readonly CustomStates[] = [
  cloudnativePgStates,
  k8upStates,
  perconaMongodbStates,
  perconaXtradbStates,
];

/** What the API says of nodes, pods and backups, as metrics. */
export const kubeStateMetrics: Addon = {
  name: NAME,
  purpose: "metrics of nodes, workloads and backups as the Kubernetes API has them",
  profile: "lite",
  // Kubernetes keeps names that begin with kube- for itself.
  namespace: "state-metrics",
  podSecurity: "restricted",
  chart: locked(NAME),
  internal: true,
  needs: [],
  timeout: 300,
  facts: kubeStateMetricsFacts,
  metrics: [{ job: NAME, pods: { "app.kubernetes.io/name": NAME }, port: "http", honorLabels: true }],
  alerts: kubeStateMetricsAlerts,
  values: ({ config, addons }) => ({
    // The chart gives it the right to read these, and no others.
    collectors: Object.keys(METRICS),
    ...allowing(CUSTOM.filter(({ addon }) => addons.some(({ name }) => name === addon))),
    resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { memory: "256Mi" } },
    ...besideApps(config),
  }),
};

function allowing(custom: readonly CustomStates[]): Readonly<Record<string, unknown>> {
  const metrics = Object.values(METRICS).flat();
  if (custom.length === 0) return { metricAllowlist: metrics };
  return {
    metricAllowlist: [...metrics, ...custom.map(({ prefix }) => `${prefix}_.+`)],
    customResourceState: {
      enabled: true,
      config: {
        kind: "CustomResourceStateMetrics",
        spec: { resources: custom.flatMap(({ states }) => states) },
      },
    },
    rbac: {
      extraRules: custom.map(({ group, resources }) => ({
        apiGroups: [group],
        resources,
        verbs: ["list", "watch"],
      })),
    },
  };
}
