import { stringify } from "yaml";
import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { SERVED } from "../exposure.ts";
import { optional } from "../optional.ts";
import { hostOf, isExposed } from "./address.ts";
import { keycloakFacts } from "./keycloak.facts.ts";
import { ADMIN, DATABASE_SECRET, keycloakSecrets } from "./keycloak-secrets.ts";

const NAME = "keycloak";

/** People's accounts, and signing in with them. What it knows is in a PostgreSQL database that is there already. */
export const keycloak: Addon = {
  name: NAME,
  purpose: "accounts of people, and one sign-in for apps",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked("keycloakx"),
  needs: [],
  timeout: 600,
  secrets: keycloakSecrets,
  facts: keycloakFacts,
  values: ({ config, facts: { secretRevision } }) => ({
    fullnameOverride: NAME,
    // The image runs nothing by itself.
    args: ["start"],
    http: { relativePath: "/" },
    // What Traefik tells of who asks.
    proxy: { mode: "xforwarded" },
    database: databaseOf(config),
    extraEnv: stringify(variablesOf(config)),
    ...(isExposed(config) ? { ingress: ingressOf(hostOf(config)) } : {}),
    ...(secretRevision === undefined
      ? {}
      : { podAnnotations: { "loco.dev/secret-revision": secretRevision } }),
    serviceAccount: { automountServiceAccountToken: false },
    podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
    // Its files stay writable: it builds itself anew for its database when it starts.
    // https://github.com/keycloak/keycloak/issues/44632
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    // Its heap is 70% of the limit. https://www.keycloak.org/server/containers#_specifying_different_memory_settings
    resources: { requests: { cpu: "50m", memory: "1Gi" }, limits: { memory: "2Gi" } },
    ...besideApps(config),
  }),
};

function databaseOf(config: PlatformConfig) {
  const { host, port, name, user } = optional(config, NAME).database;
  return {
    vendor: "postgres",
    hostname: host,
    port,
    database: name,
    username: user,
    existingSecret: DATABASE_SECRET,
  };
}

function variablesOf(config: PlatformConfig): readonly object[] {
  const host = hostOf(config);
  const { require_tls } = optional(config, NAME).database;
  return [
    // Without a name it takes what the browser says, such as localhost.
    host === undefined
      ? { name: "KC_HOSTNAME_STRICT", value: "false" }
      : { name: "KC_HOSTNAME", value: `https://${host}` },
    ...(require_tls ? [{ name: "KC_DB_URL_PROPERTIES", value: "?sslmode=require" }] : []),
    // Read once, when the database has no accounts yet.
    { name: "KC_BOOTSTRAP_ADMIN_USERNAME", value: ADMIN.user },
    {
      name: "KC_BOOTSTRAP_ADMIN_PASSWORD",
      valueFrom: { secretKeyRef: { name: ADMIN.secret, key: "password" } },
    },
  ];
}

const ingressOf = (host: string | undefined) => ({
  enabled: true,
  ...SERVED,
  rules: [{ host, paths: [{ path: "/", pathType: "Prefix" }] }],
  tls: [{ secretName: `${NAME}-tls`, hosts: [host] }],
});
