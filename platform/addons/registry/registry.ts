import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { isServed, nameOf, SERVED } from "../exposure.ts";
import { optional } from "../optional.ts";
import { AFTER_VOLUMES } from "../order.ts";
import { restrictedContainer, restrictedPod } from "../restricted.ts";
import { registryFacts } from "./registry.facts.ts";
import { ADMIN, registrySecrets, USERS } from "./registry-users.ts";

const NAME = "registry";

/** Where the chart mounts its volume. */
const VOLUME = "/var/lib/registry";

const USERS_FOLDER = "/users";

/** Container images, Helm charts and other OCI artifacts: zot. */
export const registry: Addon = {
  name: NAME,
  purpose: "container images of apps",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked("zot"),
  needs: [],
  after: AFTER_VOLUMES,
  timeout: 600,
  secrets: registrySecrets,
  facts: registryFacts,
  values: ({ config, facts: { secretRevision } }) => ({
    fullnameOverride: NAME,
    service: { type: "ClusterIP" },
    mountConfig: true,
    configFiles: { "config.json": JSON.stringify(CONFIG, null, 2) },
    externalSecrets: [{ secretName: USERS, mountPath: USERS_FOLDER }],
    ...(secretRevision === undefined
      ? {}
      : { podAnnotations: { "loco.dev/secret-revision": secretRevision } }),
    podSecurityContext: restrictedPod(65532),
    securityContext: restrictedContainer,
    // It lists what it has before it answers, minutes when that is much.
    startupProbe: { failureThreshold: 60 },
    resources: { requests: { cpu: "20m", memory: "96Mi" }, limits: { memory: "512Mi" } },
    ...besideApps(config),
    ...storage(config),
    ...ingress(config),
  }),
};

/** @see https://zotregistry.dev/latest/admin-guide/admin-configuration/ */
const CONFIG = {
  storage: { rootDirectory: VOLUME },
  http: {
    address: "0.0.0.0",
    port: "5000",
    realm: "registry",
    // Images as docker build writes them, too.
    compat: ["docker2s2"],
    auth: { htpasswd: { path: `${USERS_FOLDER}/htpasswd` } },
    accessControl: {
      // Whoever signs in pulls and pushes, and moves tags.
      repositories: { "**": { defaultPolicy: ["read", "create", "update"] } },
      adminPolicy: { users: [ADMIN], actions: ["read", "create", "update", "delete"] },
    },
  },
  log: { level: "info" },
};

function storage(config: PlatformConfig): object {
  // A pod ends before the next one starts: its database is one process's.
  if (!config.addons["cloudstack-csi"].enabled) return { strategy: { type: "Recreate" } };
  return { persistence: true, pvc: { name: "images", storage: `${optional(config, NAME).disk_size}Gi` } };
}

function ingress(config: PlatformConfig): object {
  const settings = optional(config, NAME);
  const host = nameOf(config, settings, NAME);
  if (host === undefined || !isServed(config, settings)) return {};
  return {
    ingress: {
      enabled: true,
      className: SERVED.ingressClassName,
      annotations: SERVED.annotations,
      pathtype: "Prefix",
      hosts: [{ host, paths: [{ path: "/" }] }],
      tls: [{ secretName: `${NAME}-tls`, hosts: [host] }],
    },
  };
}
