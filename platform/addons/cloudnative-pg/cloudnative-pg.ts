import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { spreadOverNodes } from "../placement.ts";
import { cloudnativePgAlerts } from "./cloudnative-pg.alerts.ts";
import { cloudnativePgFacts } from "./cloudnative-pg.facts.ts";

const NAME = "cloudnative-pg";

/**
 * PostgreSQL clusters, in any namespace.
 *
 * Its webhook's certificate and CA it makes when it starts, and renews; they are in no render.
 */
export const cloudnativePg: Addon = {
  name: NAME,
  purpose: "PostgreSQL clusters for apps",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  looksAfter: ["postgresql.cnpg.io"],
  needs: [],
  timeout: 300,
  facts: cloudnativePgFacts,
  alerts: cloudnativePgAlerts,
  values: ({ config }) => ({
    ...(config.control_plane_count > 1 ? twoReplicas : {}),
    // The pods of PostgreSQL ask for their own. It remembers every Cluster, pod and Secret that it looks after.
    resources: { requests: { cpu: "20m", memory: "96Mi" }, limits: { memory: "384Mi" } },
    ...besideApps(config),
  }),
};

/** It promotes a standby when a primary is lost: not only after its own pod was moved off the same node. */
const twoReplicas = {
  replicaCount: 2,
  topologySpreadConstraints: spreadOverNodes({ "app.kubernetes.io/name": NAME }),
};
