import type { Addon } from "../addon.ts";
import { locked } from "../charts.ts";
import { bearsServers, spreadOverNodes } from "../placement.ts";

const NAME = "metrics-server";

/**
 * CPU and memory readings for `kubectl top` and autoscaling; k3s's own copy is disabled (`cluster/cloud-init/k3s-config.ts`).
 *
 * It verifies the kubelets, whose certificates k3s signs with the CA that every pod is given. The API server does not
 * verify metrics-server, which makes its certificate itself: that is the chart's default.
 */
export const metricsServer: Addon = {
  name: NAME,
  purpose: "CPU and memory readings for kubectl top and autoscaling",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  needs: [],
  timeout: 300,
  values: ({ config }) => ({
    ...(config.control_plane_count > 1 ? twoReplicas : {}),
    // 2 MiB per node, so the request is right for 20 nodes and the limit for 100.
    // https://github.com/kubernetes-sigs/metrics-server#scaling
    resources: { requests: { cpu: "20m", memory: "40Mi" }, limits: { memory: "200Mi" } },
    tolerations: [bearsServers],
  }),
};

/** Survives the loss, and the drain, of one node. */
const twoReplicas = {
  replicas: 2,
  podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
  topologySpreadConstraints: spreadOverNodes({
    "app.kubernetes.io/name": NAME,
    "app.kubernetes.io/instance": NAME,
  }),
};
