import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { optional } from "../optional.ts";
import { CREDENTIALS, PROVIDERS, webhookOf } from "./dns-providers.ts";
import { externalDnsFacts } from "./external-dns.facts.ts";

const NAME = "external-dns";

/**
 * Writes the DNS records of Ingresses' names: to the address that Traefik reports in their status.
 *
 * It makes and changes records and deletes none, and leaves those alone that it did not make.
 */
export const externalDns: Addon = {
  name: NAME,
  purpose: "DNS records of apps' names",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  crds: "apart",
  looksAfter: ["externaldns.k8s.io"],
  needs: [],
  timeout: 300,
  secrets: (config) => [{ name: CREDENTIALS, data: PROVIDERS[optional(config, NAME).provider].credentials }],
  facts: externalDnsFacts,
  values: ({ config, facts: { secretRevision } }) => ({
    ...providerOf(config),
    sources: ["ingress"],
    domainFilters: zonesOf(config),
    // Its mark on what it made, in TXT records beside them: two platforms may share a zone.
    txtOwnerId: config.name,
    ...(secretRevision === undefined
      ? {}
      : { podAnnotations: { "loco.dev/secret-revision": secretRevision } }),
    resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { memory: "256Mi" } },
    ...besideApps(config),
  }),
};

/** Under which names it writes. */
const zonesOf = (config: PlatformConfig): readonly string[] => {
  const { zones } = optional(config, NAME);
  return zones.length === 0 ? [config.domain] : zones;
};

/** The chart's own names for them. */
const CHART_NAMES = {
  cloudflare: "cloudflare",
  route53: "aws",
  rfc2136: "rfc2136",
  webhook: "webhook",
} as const;

function providerOf(config: PlatformConfig): object {
  const settings = optional(config, NAME);
  const { environment, flags } = PROVIDERS[settings.provider];
  const name = CHART_NAMES[settings.provider];
  const env = environment(settings);
  const extraArgs = flags(settings, zonesOf(config));
  return {
    // The chart's own provider is aws.
    ...(name === "aws"
      ? {}
      : { provider: { name, ...webhook(settings.provider === "webhook" ? webhookOf(settings) : {}) } }),
    ...(env.length === 0 ? {} : { env }),
    ...(Object.keys(extraArgs).length === 0 ? {} : { extraArgs }),
  };
}

const webhook = (values: object): object => (Object.keys(values).length === 0 ? {} : { webhook: values });
