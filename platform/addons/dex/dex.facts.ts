import { parse } from "yaml";
import { isServed } from "../exposure.ts";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";
import { hostOf } from "./dex-address.ts";
import { clientSecrets } from "./dex-clients.ts";
import { connectorSecrets } from "./dex-connectors.ts";

const containerOf = (manifests: readonly Manifest[]) =>
  ofKind(manifests, "Deployment")[0]?.spec.template.spec.containers[0];

/** Its configuration, a Secret of the chart's although it holds none. */
const fileOf = (manifests: readonly Manifest[]): string => {
  const file = ofKind(manifests, "Secret").find(({ metadata }) => metadata.name === "dex")?.data[
    "config.yaml"
  ];
  return Buffer.from(file ?? "", "base64").toString();
};

export const dexFacts: readonly Fact[] = [
  {
    fact: "it is served, with a certificate, where tokens say it is",
    broken: (manifests, { config }) => {
      const [ingress] = ofKind(manifests, "Ingress");
      const host = isServed(config, { expose: true }) ? hostOf(config) : undefined;
      return differs(
        [
          parse(fileOf(manifests)).issuer,
          ingress?.spec.rules[0].host,
          ingress?.spec.tls[0].hosts[0],
          ingress?.metadata.annotations["cert-manager.io/cluster-issuer"],
        ],
        [`https://${hostOf(config)}`, host, host, host === undefined ? undefined : "default"],
      );
    },
  },
  {
    fact: "its configuration holds no secret, and every one that it names reaches it",
    broken: (manifests, { config }) => {
      const env: readonly Manifest[] = containerOf(manifests)?.env ?? [];
      const given = env.map(({ valueFrom: { secretKeyRef: ref } }) => `${ref.name}/${ref.key}`);
      const made = [...connectorSecrets(config), ...clientSecrets(config)].flatMap(({ name, data }) =>
        Object.keys(data).map((key) => `${name}/${key}`),
      );
      const named = fileOf(manifests).match(/(?<=(clientSecret|bindPW|secretEnv): \$?)[A-Z0-9_]+$/gm) ?? [];
      const [a, b] = [
        differs(given.sort(), made.sort()),
        differs(named.sort(), env.map(({ name }) => name).sort()),
      ];
      return a ?? b;
    },
  },
  {
    fact: "nothing in its configuration is a template of its image's",
    broken: (manifests) => (fileOf(manifests).includes("{{") ? "it has {{" : undefined),
  },
  {
    fact: "Grafana finds it by its Service",
    broken: (manifests) => {
      const [service] = ofKind(manifests, "Service");
      return differs([service?.metadata.name, service?.spec.ports[0].port], ["dex", 5556]);
    },
  },
  { fact: "its pods bear the level restricted", broken: unrestricted },
];
