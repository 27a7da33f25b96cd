import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { locked } from "../charts.ts";
import { bearsServers } from "../placement.ts";
import { k8upAlerts } from "./k8up.alerts.ts";
import { k8upFacts } from "./k8up.facts.ts";

/**
 * Backs up volumes with restic and restores them.
 *
 * It knows the bucket but neither its keys nor a password: what the operator knows of these it writes, legibly, into every
 * Job in the namespaces of apps. A Schedule, Backup or Restore names Secrets of its own namespace.
 * https://github.com/k8up-io/k8up/blob/v2.15.0/operator/executor/envvarconverter.go (DefaultEnv)
 */
export const k8up: Addon = {
  name: "k8up",
  purpose: "backups of volumes to S3, and their restores",
  profile: "lite",
  namespace: "k8up",
  podSecurity: "restricted",
  chart: locked("k8up"),
  crds: "apart",
  looksAfter: ["k8up.io"],
  needs: [],
  timeout: 300,
  facts: k8upFacts,
  metrics: [
    // The namespace of what is backed up, not the pod's.
    {
      job: "k8up",
      pods: { "app.kubernetes.io/name": "k8up" },
      port: "http",
      honorLabels: true,
      keep: ["k8up_.+"],
    },
  ],
  alerts: k8upAlerts,
  values: ({ config }) => ({
    k8up: {
      timezone: "Etc/UTC",
      // Else it copies every volume of a namespace, those of databases included, which a copy of files cannot restore.
      skipWithoutAnnotation: true,
      // Of the Jobs, unless a Schedule says otherwise. A quota in an app's namespace asks for both.
      globalResources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "1Gi" } },
      ...(config.backup === undefined ? {} : { envVars: bucketOf(config.name, config.backup) }),
    },
    // The chart gives these to its hook's Job, too.
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    resources: { requests: { cpu: "10m", memory: "64Mi" } },
    tolerations: [bearsServers],
    cleanup: { tolerations: [bearsServers] },
  }),
};

/** Where backups go that name no bucket: a folder of the platform's own. */
function bucketOf(platform: string, { endpoint, bucket, region }: NonNullable<PlatformConfig["backup"]>) {
  const variable = (name: string, value: string) => ({ name, value });
  return [
    variable("BACKUP_GLOBALS3ENDPOINT", endpoint.replace(/\/+$/, "")),
    variable("BACKUP_GLOBALS3BUCKET", `${bucket}/${platform}/volumes`),
    ...(region === undefined ? [] : [variable("BACKUP_RESTIC_OPTIONS", `s3.region=${region}`)]),
  ];
}
