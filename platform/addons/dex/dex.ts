import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { appNodeCount } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { isServed, SERVED } from "../exposure.ts";
import { bearsServers, spreadOverNodes } from "../placement.ts";
import { restrictedContainer } from "../restricted.ts";
import { dexFacts } from "./dex.facts.ts";
import { hostOf, issuerOf } from "./dex-address.ts";
import { CLIENTS, clientSecrets, clientsOf, variableOf } from "./dex-clients.ts";
import { connectorSecrets, connectorsOf, connectorVariables } from "./dex-connectors.ts";

const NAME = "dex";

/**
 * Signs people in to what runs on the platform, with the accounts they have elsewhere.
 *
 * What it remembers, its signing keys too, are objects of its own kinds, which it defines itself when it first starts.
 */
export const dex: Addon = {
  name: NAME,
  purpose: "one sign-in for apps, with people's accounts elsewhere",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  needs: [],
  timeout: 300,
  secrets: (config) => [...connectorSecrets(config), ...clientSecrets(config)],
  facts: dexFacts,
  values: ({ config, facts: { secretRevision } }) => ({
    config: configOf(config),
    envVars: [...connectorVariables(config), ...clientVariables(config)],
    ...(isServed(config, { expose: true }) ? { ingress: ingressOf(hostOf(config)) } : {}),
    ...(secretRevision === undefined
      ? {}
      : { podAnnotations: { "loco.dev/secret-revision": secretRevision } }),
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: restrictedContainer,
    // Its image fills in the configuration as a template, in a file there.
    volumes: [{ name: "tmp", emptyDir: {} }],
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { memory: "256Mi" } },
    ...placement(config),
  }),
};

const ingressOf = (host: string) => ({
  enabled: true,
  className: SERVED.ingressClassName,
  annotations: SERVED.annotations,
  hosts: [{ host, paths: [{ path: "/", pathType: "Prefix" }] }],
  tls: [{ secretName: `${NAME}-tls`, hosts: [host] }],
});

const configOf = (config: PlatformConfig) => ({
  issuer: issuerOf(config),
  storage: { type: "kubernetes", config: { inCluster: true } },
  // All clients are the platform's own, so nobody is asked whether they may know who it is.
  oauth2: { skipApprovalScreen: true },
  logger: { format: "json" },
  connectors: connectorsOf(config),
  staticClients: clientsOf(config).map(({ id, name, redirectUris }) => ({
    id,
    name,
    redirectURIs: redirectUris,
    secretEnv: variableOf(id),
  })),
});

const clientVariables = (config: PlatformConfig) =>
  clientsOf(config).map(({ id }) => ({
    name: variableOf(id),
    valueFrom: { secretKeyRef: { name: CLIENTS, key: id } },
  }));

/** Nobody signs in while it is away. */
function placement(config: PlatformConfig): object {
  const nodes = appNodeCount(config);
  if (nodes === 0) return { tolerations: [bearsServers] };
  if (nodes === 1) return {};
  return {
    replicaCount: 2,
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    topologySpreadConstraints: spreadOverNodes({ "app.kubernetes.io/name": NAME }),
  };
}
