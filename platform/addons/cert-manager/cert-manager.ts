import type { Addon } from "../addon.ts";
import { locked } from "../charts.ts";
import { bearsServers, spreadOverNodes } from "../placement.ts";
import { certManagerAlerts } from "./cert-manager.alerts.ts";
import { certManagerFacts } from "./cert-manager.facts.ts";

const NAME = "cert-manager";

/** Asks for certificates and renews them. Who signs them is the addon cert-manager-issuers. */
export const certManager: Addon = {
  name: NAME,
  purpose: "TLS certificates, issued and renewed",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  looksAfter: ["cert-manager.io"],
  needs: [],
  timeout: 600,
  facts: certManagerFacts,
  metrics: [
    {
      job: NAME,
      pods: { "app.kubernetes.io/component": "controller" },
      port: "http-metrics",
      // A certificate's namespace, not the pod's.
      honorLabels: true,
      keep: [
        "certmanager_certificate_.+",
        "certmanager_http_acme_client_request_count",
        "certmanager_controller_sync_(call|error)_count",
      ],
    },
  ],
  alerts: certManagerAlerts,
  values: ({ config }) => ({
    // Definitions are templates of the chart: upgraded with it, and kept when it goes.
    crds: { enabled: true },
    // The chart's is kube-system, where it would need rights.
    global: { leaderElection: { namespace: NAME } },
    ...dns01(config.addons[NAME].dns01_nameservers),
    ...small("64Mi"),
    cainjector: small("64Mi"),
    webhook: { ...small("32Mi"), ...(config.control_plane_count > 1 ? twoReplicas : {}) },
    startupapicheck: small("32Mi"),
  }),
};

/** It sleeps most of the time; memory grows with the number of Secrets and certificates. */
const small = (memory: string) => ({
  tolerations: [bearsServers],
  resources: { requests: { cpu: "10m", memory }, limits: { memory: "256Mi" } },
});

/** While no webhook answers, nothing that names a certificate can be applied. The rest may pause for a minute. */
const twoReplicas = {
  replicaCount: 2,
  podDisruptionBudget: { enabled: true },
  topologySpreadConstraints: spreadOverNodes({
    "app.kubernetes.io/name": "webhook",
    "app.kubernetes.io/instance": NAME,
  }),
};

function dns01(nameservers: readonly string[]): Readonly<Record<string, unknown>> {
  if (nameservers.length === 0) return {};
  return {
    dns01RecursiveNameservers: nameservers.map((address) => `${address}:53`).join(","),
    // Else they are only asked for the zone's own servers, which are then asked.
    dns01RecursiveNameserversOnly: true,
  };
}
