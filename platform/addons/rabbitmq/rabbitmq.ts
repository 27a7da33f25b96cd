import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { rabbitmqFacts } from "./rabbitmq.facts.ts";

const NAME = "rabbitmq";

/** RabbitMQ clusters, in any namespace. Our own chart: its authors have none. */
export const rabbitmq: Addon = {
  name: NAME,
  purpose: "RabbitMQ clusters for apps",
  namespace: NAME,
  podSecurity: "restricted",
  chart: { folder: "rabbitmq-operator" },
  looksAfter: ["rabbitmq.com"],
  // It makes the certificate by which the API server knows the operator.
  needs: ["cert-manager"],
  timeout: 300,
  facts: rabbitmqFacts,
  values: ({ config }) => ({
    // Without the operator no RabbitmqCluster can be changed: not only after its pod was moved off a node that reboots.
    ...(config.control_plane_count > 1 ? { replicas: 2 } : {}),
    ...besideApps(config),
  }),
};
