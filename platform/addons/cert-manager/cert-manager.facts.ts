import { type Fact, type Manifest, ofKind } from "../facts.ts";

const argsOf = (manifests: readonly Manifest[], name: string): readonly string[] =>
  ofKind(manifests, "Deployment").find(({ metadata }) => metadata.name === name)?.spec.template.spec
    .containers[0].args ?? [];

const DEFINITIONS = [
  "certificaterequests.cert-manager.io",
  "certificates.cert-manager.io",
  "challenges.acme.cert-manager.io",
  "clusterissuers.cert-manager.io",
  "issuers.cert-manager.io",
  "orders.acme.cert-manager.io",
];

export const certManagerFacts: readonly Fact[] = [
  {
    fact: "it brings its six definitions, which stay when it goes",
    broken: (manifests) => {
      const kept = ofKind(manifests, "CustomResourceDefinition").filter(
        ({ metadata }) => metadata.annotations?.["helm.sh/resource-policy"] === "keep",
      );
      const missing = DEFINITIONS.filter((name) => !kept.some(({ metadata }) => metadata.name === name));
      return missing.length === 0 ? undefined : `without ${missing.join(", ")}`;
    },
  },
  {
    fact: "it asks for nothing outside its namespace to elect a leader",
    broken: (manifests) => {
      const roles = [...ofKind(manifests, "Role"), ...ofKind(manifests, "RoleBinding")];
      const strangers = roles.filter(({ metadata }) => metadata.namespace !== "cert-manager");
      const elsewhere = ["cert-manager", "cert-manager-cainjector"].filter(
        (name) => !argsOf(manifests, name).includes("--leader-election-namespace=cert-manager"),
      );
      const wrong = [...strangers.map(({ metadata }) => metadata.name), ...elsewhere];
      return wrong.length === 0 ? undefined : wrong.join(", ");
    },
  },
  {
    fact: "with nameservers for DNS-01 it asks these and no others",
    broken: (manifests, { config }) => {
      const wanted = config.addons["cert-manager"].dns01_nameservers
        .map((address) => `${address}:53`)
        .join(",");
      const found = argsOf(manifests, "cert-manager").filter((arg) => arg.startsWith("--dns01"));
      const right =
        wanted === ""
          ? found.length === 0
          : found.includes("--dns01-recursive-nameservers-only=true") &&
            found.includes(`--dns01-recursive-nameservers=${wanted}`);
      return right ? undefined : found.join(" ");
    },
  },
];
