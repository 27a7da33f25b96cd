import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { perconaAlerts } from "../percona-alerts.ts";
import { restrictedContainer } from "../restricted.ts";
import { perconaMongodbFacts } from "./percona-mongodb.facts.ts";

const NAME = "percona-mongodb";

/** MongoDB replica sets and sharded clusters, in any namespace, with backups to S3. */
export const perconaMongodb: Addon = {
  name: NAME,
  purpose: "MongoDB clusters for apps: Percona Server for MongoDB",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked("psmdb-operator"),
  crds: "apart",
  looksAfter: ["psmdb.percona.com"],
  needs: [],
  timeout: 300,
  // Metrics, with the names of every database.
  internal: true,
  facts: perconaMongodbFacts,
  alerts: perconaAlerts({
    prefix: "psmdb",
    name: "Mongodb",
    product: "MongoDB",
    failed: "error",
    succeeded: "ready",
  }),
  values: ({ config }) => ({
    watchAllNamespaces: true,
    disableTelemetry: true,
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: restrictedContainer,
    resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "512Mi" } },
    ...besideApps(config),
  }),
};
