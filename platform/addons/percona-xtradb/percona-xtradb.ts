import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { perconaAlerts } from "../percona-alerts.ts";
import { perconaXtradbFacts } from "./percona-xtradb.facts.ts";

const NAME = "percona-xtradb";

/**
 * MySQL clusters, in any namespace, with backups to S3.
 *
 * The certificate of its webhook, and the webhook itself, it makes when it starts.
 */
export const perconaXtradb: Addon = {
  name: NAME,
  purpose: "MySQL clusters for apps: Percona XtraDB",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked("pxc-operator"),
  crds: "apart",
  looksAfter: ["pxc.percona.com"],
  needs: [],
  timeout: 300,
  facts: perconaXtradbFacts,
  alerts: perconaAlerts({
    prefix: "pxc",
    name: "Mysql",
    product: "MySQL",
    failed: "Failed",
    succeeded: "Succeeded",
  }),
  values: ({ config }) => ({
    watchAllNamespaces: true,
    disableTelemetry: true,
    // The chart has none for the pod.
    containerSecurityContext: {
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      // With it the chart mounts /tmp, where the webhook's certificate is put.
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { cpu: null, memory: "512Mi" } },
    ...besideApps(config),
  }),
};
