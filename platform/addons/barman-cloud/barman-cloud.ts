import type { Addon } from "../addon.ts";
import { appNodeCount } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { cloudnativePg } from "../cloudnative-pg/cloudnative-pg.ts";
import { bearsServers } from "../placement.ts";
import { barmanCloudFacts } from "./barman-cloud.facts.ts";

const NODE = "node.kubernetes.io/";

/**
 * CloudNativePG's plugin that writes backups and WAL to S3 and restores from there. Where that is, and with which keys, an app's
 * ObjectStore says.
 *
 * cert-manager makes the certificates with which it and CloudNativePG know each other.
 */
export const barmanCloud: Addon = {
  name: "barman-cloud",
  purpose: "backups of PostgreSQL to S3, and their restores to any point in time",
  namespace: cloudnativePg.namespace,
  // https://cloudnative-pg.io/plugin-barman-cloud/docs/installation/
  sharedNamespace: "CloudNativePG looks for its plugins in its own namespace only",
  chart: locked("plugin-barman-cloud"),
  looksAfter: ["barmancloud.cnpg.io"],
  needs: ["cert-manager", cloudnativePg.name],
  timeout: 300,
  facts: barmanCloudFacts,
  values: ({ config }) => ({
    resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { memory: "256Mi" } },
    tolerations: [
      // One pod, because only the leader serves; and without it CloudNativePG changes no Cluster that is backed up, not even its
      // primary. When its node is lost it moves after half a minute, not five.
      ...["not-ready", "unreachable"].map((state) => ({
        key: `${NODE}${state}`,
        operator: "Exists",
        effect: "NoExecute",
        tolerationSeconds: 30,
      })),
      ...(appNodeCount(config) === 0 ? [bearsServers] : []),
    ],
  }),
};
