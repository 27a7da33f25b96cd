import type { Addon } from "../addon.ts";

/** CPU and memory readings for `kubectl top` and autoscaling. */
export const metricsServer: Addon = {
  name: "metrics-server",
  purpose: "CPU and memory readings for kubectl top and autoscaling",
  namespace: "kube-system",
  sharedNamespace: "the chart's APIService and RBAC name kube-system",
  chart: {
    repository: "https://kubernetes-sigs.github.io/metrics-server",
    name: "metrics-server",
    version: "3.13.1",
  },
  needs: [],
  timeout: 300,
  values: ({ config }) => ({
    replicas: config.control_plane_count > 1 ? 2 : 1,
    podDisruptionBudget: { enabled: config.control_plane_count > 1, maxUnavailable: 1 },
    resources: { requests: { cpu: "20m", memory: "40Mi" }, limits: { memory: "200Mi" } },
    tolerations: [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists", effect: "NoSchedule" }],
  }),
};
