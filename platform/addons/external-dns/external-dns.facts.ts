import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { optional } from "../optional.ts";
import { unrestricted } from "../restricted.ts";
import { CREDENTIALS, PROVIDERS } from "./dns-providers.ts";

const containersOf = (manifests: readonly Manifest[]): readonly Manifest[] =>
  ofKind(manifests, "Deployment")[0]?.spec.template.spec.containers ?? [];

const flags = (manifests: readonly Manifest[], name: string): readonly string[] => {
  const args: readonly string[] =
    containersOf(manifests).find((one) => one.name === "external-dns")?.args ?? [];
  return args.filter((one) => one.startsWith(`--${name}=`)).map((one) => one.slice(name.length + 3));
};

export const externalDnsFacts: readonly Fact[] = [
  {
    fact: "it deletes no records, touches none that it did not make, and knows those by the platform's name",
    broken: (manifests, { config }) =>
      differs(
        ["policy", "registry", "txt-owner-id"].map((name) => flags(manifests, name)),
        [["upsert-only"], ["txt"], [config.name]],
      ),
  },
  {
    fact: "it writes to its provider, within the zones it was given",
    broken: (manifests, { config }) => {
      const { provider, zones } = optional(config, "external-dns");
      return differs(
        [flags(manifests, "provider"), flags(manifests, "domain-filter")],
        [[provider === "route53" ? "aws" : provider], zones.length === 0 ? [config.domain] : zones],
      );
    },
  },
  {
    fact: "each of its provider's secrets reaches a container",
    broken: (manifests, { config }) => {
      const env: readonly Manifest[] = containersOf(manifests).flatMap((one) => one.env ?? []);
      const keys = env.flatMap(({ valueFrom }) => {
        const { name, key } = valueFrom?.secretKeyRef ?? {};
        return name === undefined ? [] : `${name}/${key}`;
      });
      const { credentials } = PROVIDERS[optional(config, "external-dns").provider];
      return differs(
        keys,
        Object.keys(credentials).map((key) => `${CREDENTIALS}/${key}`),
      );
    },
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
];
