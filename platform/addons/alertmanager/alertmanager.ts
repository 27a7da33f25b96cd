import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { PROCESS_METRICS } from "../metrics.ts";
import { AFTER_VOLUMES } from "../order.ts";
import { restrictedContainer } from "../restricted.ts";
import { alertmanagerAlerts } from "./alertmanager.alerts.ts";
import { alertmanagerFacts } from "./alertmanager.facts.ts";
import { alertmanagerConfig } from "./alertmanager-config.ts";
import { MESSAGES } from "./messages.ts";
import { receiverSecrets, SECRET } from "./receivers.ts";

const NAME = "alertmanager";

/**
 * Groups alerts and sends them to people. One pod: two would tell each other what they have sent, for twice the memory, and
 * whether alerts arrive at all is seen from outside only, by a dead man's switch.
 */
export const alertmanager: Addon = {
  name: NAME,
  purpose: "alerts to Slack, Teams, e-mail and webhooks",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  internal: true,
  needs: [],
  after: AFTER_VOLUMES,
  timeout: 300,
  secrets: ({ addons }) => receiverSecrets(addons[NAME]),
  facts: alertmanagerFacts,
  metrics: [
    {
      job: NAME,
      pods: { "app.kubernetes.io/name": NAME },
      port: "http",
      keep: [
        "alertmanager_(alerts|config_last_reload_successful|silences)",
        "alertmanager_notifications_(failed_total|suppressed_total|total)",
        PROCESS_METRICS,
      ],
    },
  ],
  alerts: alertmanagerAlerts,
  values: ({ config }) => ({
    config: alertmanagerConfig(config),
    templates: { "loco.tmpl": MESSAGES },
    ...secretFiles(config),
    extraArgs: {
      // No port for other Alertmanagers.
      "cluster.listen-address": "",
      // Alerts are not kept over a restart. Until vmalert has sent them all again, one that follows from another would be sent.
      "dispatch.start-delay": "90s",
    },
    persistence: storage(config),
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
    ...besideApps(config),
    automountServiceAccountToken: false,
    // User and group are the chart's own.
    podSecurityContext: {
      runAsNonRoot: true,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    securityContext: restrictedContainer,
  }),
};

function secretFiles({ addons }: PlatformConfig): Readonly<Record<string, unknown>> {
  if (receiverSecrets(addons[NAME]).length === 0) return {};
  const { name, folder } = SECRET;
  return {
    extraVolumes: [{ name, secret: { secretName: name } }],
    // Not beside the configuration: inside a mounted ConfigMap nothing can be mounted.
    extraVolumeMounts: [{ name, mountPath: folder, readOnly: true }],
  };
}

/**
 * Silences, and what was sent: some hundred kilobytes. The size is no setting, because the chart has the claim in a
 * StatefulSet, which refuses another one.
 */
const storage = ({ addons }: PlatformConfig) =>
  addons["cloudstack-csi"].enabled ? { size: "1Gi" } : { enabled: false };
