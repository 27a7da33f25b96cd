import type { Fact, Manifest } from "../facts.ts";
import type { IssuerSettings } from "./dns01.ts";
import { issuerSecrets } from "./issuer-secrets.ts";

const specOf = (manifests: readonly Manifest[]) =>
  manifests.find(({ kind }) => kind === "ClusterIssuer")?.spec ?? {};

/** The keys of Secrets that a ClusterIssuer names, as `secret/key`; those of a webhook's own settings are its own. */
function keysRead(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { name, key, webhook: _, ...rest } = node as Readonly<Record<string, unknown>>;
  if (typeof name === "string" && typeof key === "string") return [`${name}/${key}`];
  return Object.values(rest).flatMap(keysRead);
}

const keysMade = (settings: IssuerSettings, manifests: readonly Manifest[]): string[] => [
  ...issuerSecrets(settings).flatMap(({ name, data }) => Object.keys(data).map((key) => `${name}/${key}`)),
  ...manifests
    .filter(({ kind }) => kind === "Certificate")
    .flatMap(({ spec }) => [`${spec.secretName}/tls.crt`, `${spec.secretName}/tls.key`]),
];

export const issuersFacts: readonly Fact[] = [
  {
    fact: "there is one ClusterIssuer, and its name is default",
    broken: (manifests) => {
      const names = manifests
        .filter(({ kind }) => kind === "ClusterIssuer")
        .map(({ metadata }) => metadata.name);
      return names.join() === "default" ? undefined : `found ${names.join(", ")}`;
    },
  },
  {
    fact: "every Secret that the ClusterIssuer reads is made",
    broken: (manifests, { config }) => {
      const spec = specOf(manifests);
      const ca: string | undefined = spec.ca?.secretName;
      const read = [...keysRead(spec.acme), ...(ca === undefined ? [] : [`${ca}/tls.crt`, `${ca}/tls.key`])];
      const made = keysMade(config.addons["cert-manager-issuers"], manifests);
      const missing = read.filter((key) => !made.includes(key));
      return missing.length === 0 ? undefined : `nothing makes ${missing.join(", ")}`;
    },
  },
  {
    fact: "names are proven over HTTP through Traefik, and no node port is opened for it",
    broken: (manifests) => {
      const solvers: readonly Manifest[] = specOf(manifests).acme?.solvers ?? [];
      const [ingress] = solvers.flatMap(({ http01 }) => (http01 === undefined ? [] : [http01.ingress]));
      if (ingress === undefined) return undefined;
      const { ingressClassName, serviceType } = ingress;
      return ingressClassName === "traefik" && serviceType === "ClusterIP"
        ? undefined
        : JSON.stringify(ingress);
    },
  },
];
