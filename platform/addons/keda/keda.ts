import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { KEEP } from "../kept-definitions.ts";
import { spreadOverNodes } from "../placement.ts";
import { kedaFacts } from "./keda.facts.ts";

const NAME = "keda";

/**
 * Scales apps by what waits for them, such as messages in a queue, down to none, in any namespace.
 *
 * The certificates of its parts it makes when it starts, and renews; they are in no render.
 */
export const keda: Addon = {
  name: NAME,
  purpose: "scales apps by queues, metrics and times, down to none",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  looksAfter: ["keda.sh", "eventing.keda.sh"],
  needs: [],
  timeout: 300,
  facts: kedaFacts,
  values: ({ config }) => ({
    crds: { additionalAnnotations: KEEP },
    image: { pullPolicy: "IfNotPresent" },
    ...(config.control_plane_count > 1 ? twoApis : {}),
    resources: {
      // It remembers the Deployments and pods of the cluster: that is what the chart's limit of memory, 1000 MiB, is for.
      operator: { requests: { cpu: "10m", memory: "96Mi" }, limits: { cpu: null } },
      metricServer: { requests: { cpu: "10m", memory: "64Mi" }, limits: { cpu: null, memory: "256Mi" } },
      webhooks: { requests: { cpu: "5m", memory: "48Mi" }, limits: { cpu: null, memory: "256Mi" } },
    },
    ...besideApps(config),
  }),
};

/** The API of metrics is one of Kubernetes' own: as long as nobody serves it, no namespace goes. */
const twoApis = {
  metricsServer: { replicaCount: 2 },
  topologySpreadConstraints: { metricsServer: spreadOverNodes({ app: "keda-operator-metrics-apiserver" }) },
};
