import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { hostOf, isExposed } from "./address.ts";
import { dataSources } from "./data-sources.ts";
import { grafanaSecrets } from "./sign-in.ts";

const podOf = (manifests: readonly Manifest[]) => ofKind(manifests, "Deployment")[0]?.spec.template.spec;

const files = (manifests: readonly Manifest[]): Readonly<Record<string, string>> =>
  ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata.name === "grafana")?.data ?? {};

/** A key of grafana.ini. */
function setting(manifests: readonly Manifest[], section: string, key: string): string | undefined {
  const [, text = ""] = (files(manifests)["grafana.ini"] ?? "").split(`[${section}]\n`);
  const lines = (text.split("\n[")[0] ?? "").split("\n");
  return lines.find((line) => line.startsWith(`${key} = `))?.slice(key.length + 3);
}

interface EnvironmentVariable {
  readonly name: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

/** The keys of Secrets that a container is given, as `secret/key`. */
const keysOf = ({ env = [] }: { readonly env?: readonly EnvironmentVariable[] }): string[] =>
  env.flatMap(({ valueFrom }) =>
    valueFrom?.secretKeyRef === undefined
      ? []
      : [`${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`],
  );

export const grafanaFacts: readonly Fact[] = [
  {
    fact: "it is served, with a certificate, where it says it is",
    broken: (manifests, { config }) => {
      const [ingress] = ofKind(manifests, "Ingress");
      const host = hostOf(config);
      const url = host === undefined ? "http://localhost:3000/" : `https://${host}/`;
      const served = isExposed(config) ? [host, host, "default"] : [undefined, undefined, undefined];
      return differs(
        [
          setting(manifests, "server", "root_url"),
          ingress?.spec.rules[0].host,
          ingress?.spec.tls[0].hosts[0],
          ingress?.metadata.annotations["cert-manager.io/cluster-issuer"],
        ],
        [url, ...served],
      );
    },
  },
  {
    fact: "Traefik compresses, with a middleware that is there",
    broken: (manifests) => {
      const [ingress] = ofKind(manifests, "Ingress");
      const used: string | undefined =
        ingress?.metadata.annotations["traefik.ingress.kubernetes.io/router.middlewares"];
      const made = ofKind(manifests, "Middleware").map(
        ({ metadata }) => `grafana-${metadata.name}@kubernetescrd`,
      );
      return differs(made, used === undefined ? [] : [used]);
    },
  },
  {
    fact: "its service account lists ConfigMaps and does nothing else",
    broken: (manifests) => {
      const bound = [...ofKind(manifests, "ClusterRoleBinding"), ...ofKind(manifests, "RoleBinding")];
      const roles = [...ofKind(manifests, "ClusterRole"), ...ofKind(manifests, "Role")];
      return differs(
        [bound.map(({ roleRef }) => roleRef.name), roles.flatMap(({ rules }) => rules)],
        [
          roles.map(({ metadata }) => metadata.name),
          [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list", "watch"] }],
        ],
      );
    },
  },
  {
    fact: "the container that reads ConfigMaps is given no Secret, and Grafana every one that is made for it",
    broken: (manifests, { config }) => {
      const containers: readonly (Parameters<typeof keysOf>[0] & { readonly name: string })[] =
        podOf(manifests)?.containers ?? [];
      const given = containers.flatMap((container) => keysOf(container).map((key) => [container.name, key]));
      const made = grafanaSecrets(config).flatMap(({ name, data }) =>
        Object.keys(data).map((key) => ["grafana", `${name}/${key}`]),
      );
      return differs(given.sort(), made.sort());
    },
  },
  {
    fact: "it has the data sources of the addons that are on",
    broken: (manifests, { addons }) => {
      const urls = dataSources(addons).datasources.map(({ url }) => `url: ${url}\n`);
      const file = files(manifests)["datasources.yaml"] ?? "";
      const found = file.match(/url: .+\n/g) ?? [];
      return differs([...found].sort(), urls.sort());
    },
  },
  {
    fact: "it downloads nothing",
    broken: (manifests) =>
      differs(
        [setting(manifests, "plugins", "preinstall_disabled"), podOf(manifests)?.initContainers],
        ["true", undefined],
      ),
  },
];
