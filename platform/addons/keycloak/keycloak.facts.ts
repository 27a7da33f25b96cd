import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { optional } from "../optional.ts";
import { unrestricted } from "../restricted.ts";
import { hostOf, isExposed } from "./address.ts";
import { keycloakSecrets } from "./keycloak-secrets.ts";

interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

const containerOf = (manifests: readonly Manifest[]) =>
  ofKind(manifests, "StatefulSet")[0]?.spec.template.spec.containers[0];

const variables = (manifests: readonly Manifest[]): readonly EnvironmentVariable[] =>
  containerOf(manifests)?.env ?? [];

const valuesOf = (manifests: readonly Manifest[], names: readonly string[]) =>
  names.map((name) => variables(manifests).find((variable) => variable.name === name)?.value);

export const keycloakFacts: readonly Fact[] = [
  {
    fact: "it is served, with a certificate, where it says it is",
    broken: (manifests, { config }) => {
      const [ingress] = ofKind(manifests, "Ingress");
      const host = hostOf(config);
      return differs(
        [
          ...valuesOf(manifests, ["KC_HOSTNAME", "KC_HTTP_RELATIVE_PATH", "KC_PROXY_HEADERS"]),
          ingress?.spec.rules[0].host,
          ingress?.spec.tls[0].hosts[0],
          ingress?.metadata.annotations["cert-manager.io/cluster-issuer"],
        ],
        [
          host === undefined ? undefined : `https://${host}`,
          "/",
          "xforwarded",
          ...(isExposed(config) ? [host, host, "default"] : Array(3).fill(undefined)),
        ],
      );
    },
  },
  {
    fact: "it runs for production, not for development",
    broken: (manifests) => differs(containerOf(manifests)?.args, ["start"]),
  },
  {
    fact: "its database is the one that is set",
    broken: (manifests, { config }) => {
      const { host, port, name, user, require_tls } = optional(config, "keycloak").database;
      const names = ["KC_DB", "KC_DB_URL_HOST", "KC_DB_URL_PORT", "KC_DB_URL_DATABASE", "KC_DB_USERNAME"];
      return differs(valuesOf(manifests, [...names, "KC_DB_URL_PROPERTIES"]), [
        "postgres",
        host,
        String(port),
        name,
        user,
        require_tls ? "?sslmode=require" : undefined,
      ]);
    },
  },
  {
    fact: "its passwords are in Secrets that are made, and not in the render",
    broken: (manifests) => {
      const given = variables(manifests).flatMap(({ valueFrom }) =>
        valueFrom === undefined ? [] : [`${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`],
      );
      const made = keycloakSecrets().flatMap(({ name, data }) =>
        Object.keys(data).map((key) => `${name}/${key}`),
      );
      return differs([given.toSorted(), ofKind(manifests, "Secret").length], [made.toSorted(), 0]);
    },
  },
  {
    fact: "what knows no users, metrics and health, is not on the port that is served",
    broken: (manifests) => {
      const { readinessProbe, ports = [] } = containerOf(manifests) ?? {};
      const port = ports.find(({ name }: EnvironmentVariable) => name === readinessProbe?.httpGet.port);
      const [ingress] = ofKind(manifests, "Ingress");
      return differs(
        [port?.containerPort, ingress?.spec.rules[0].http.paths[0].backend.service.port.name ?? "http"],
        [9000, "http"],
      );
    },
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
];
