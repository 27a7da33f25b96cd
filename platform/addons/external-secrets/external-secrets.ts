import type { Addon } from "../addon.ts";
import { appNodeCount } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { KEEP } from "../kept-definitions.ts";
import { bearsServers, spreadOverNodes } from "../placement.ts";
import { externalSecretsFacts } from "./external-secrets.facts.ts";

const NAME = "external-secrets";

/**
 * Copies secrets from where they are kept, such as Vault, into Secrets, in any namespace.
 *
 * The chart has a Secret without contents for its webhook's certificate, and one of its pods fills it: it is in no render.
 */
export const externalSecrets: Addon = {
  name: NAME,
  purpose: "Secrets from Vault, AWS, Azure, Google and others",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  // Its provider `webhook` calls any URL for whoever may make a SecretStore.
  forwards: true,
  looksAfter: ["external-secrets.io", "generators.external-secrets.io"],
  needs: [],
  timeout: 300,
  facts: externalSecretsFacts,
  values: ({ config }) => ({
    crds: { annotations: KEEP },
    // Else the release is ready before it works, and goes on when it no longer does.
    readinessProbe: { enabled: true },
    livenessProbe: { enabled: true },
    resources: { requests: { cpu: "10m", memory: "96Mi" }, limits: { memory: "512Mi" } },
    webhook: {
      ...(config.control_plane_count > 1 ? twoWebhooks : {}),
      resources: { requests: { cpu: "5m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    },
    certController: {
      resources: { requests: { cpu: "5m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    },
    ...(appNodeCount(config) === 0 ? { global: { tolerations: [bearsServers] } } : {}),
  }),
};

/** Without it no ExternalSecret can be made or changed, and no namespace with a SecretStore goes. */
const twoWebhooks = {
  replicaCount: 2,
  topologySpreadConstraints: spreadOverNodes({ "app.kubernetes.io/name": `${NAME}-webhook` }),
};
