import type { Problem } from "../../config/diagnostic.ts";
import { cidr } from "../../config/ipv4.ts";
import type { Rule } from "../../config/rules/rule.ts";
import { pointless, providerProblems } from "../provider-settings.ts";
import { type IssuerSettings, PROVIDERS } from "./dns01.ts";

const TABLE = ["addons", "cert-manager-issuers"] as const;

/** Settings fit the kind of issuer and the DNS provider that are chosen. */
export const issuerSettingsRule: Rule = {
  reads: ["addons"],
  check: ({ addons: { "cert-manager-issuers": settings } }) =>
    settings.enabled
      ? [...kindProblems(settings), ...serverProblems(settings), ...dns01Problems(settings)]
      : [],
};

/** An ACME server that proves names over HTTP gets through to Traefik. */
export const httpChallengeRule: Rule = {
  reads: ["addons", "ingress_allowed_cidrs"],
  check({ addons, ingress_allowed_cidrs: allowed }) {
    const settings = addons["cert-manager-issuers"];
    if (!settings.enabled || !usesHttp(settings)) return [];
    const problems: Problem[] = [];
    if (!addons.traefik.enabled) {
      problems.push({
        severity: "error",
        path: ["addons", "traefik", "enabled"],
        message: "must be true, because names are proven to the ACME server over HTTP",
        found: "false",
        hint: `write enabled = true under [addons.traefik], or ${OTHERWISE}`,
      });
    }
    // Another server may well be inside.
    if (settings.server === undefined && !allowed.some((text) => cidr(text).prefix === 0)) {
      problems.push({
        severity: "error",
        path: ["ingress_allowed_cidrs"],
        message:
          "must hold 0.0.0.0/0, because Let's Encrypt proves names over HTTP, from addresses it does not tell",
        found: allowed.join(", "),
        hint: OTHERWISE,
      });
    }
    return problems;
  },
};

const OTHERWISE =
  'prove names over DNS with [addons.cert-manager-issuers.dns01], or write kind = "private-ca" under [addons.cert-manager-issuers]';

const usesHttp = ({ kind, dns01 }: IssuerSettings) =>
  kind === "acme" && (dns01 === undefined || dns01.zones.length > 0);

function kindProblems(settings: IssuerSettings): Problem[] {
  if (settings.kind === "acme") return [];
  const { email, server, server_ca, dns01 } = settings;
  const staging = settings.staging ? true : undefined;
  return Object.entries({ email, staging, server, server_ca, dns01 })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => pointless([...TABLE, key], `kind is ${settings.kind}`));
}

function serverProblems({ kind, staging, server, server_ca }: IssuerSettings): Problem[] {
  if (kind !== "acme") return [];
  if (staging && server !== undefined) {
    return [
      {
        severity: "error",
        path: [...TABLE, "staging"],
        message: "cannot be combined with server; keep one of them",
        found: "true",
      },
    ];
  }
  return server_ca !== undefined && server === undefined
    ? [pointless([...TABLE, "server_ca"], "server is not set")]
    : [];
}

function dns01Problems({ kind, dns01 }: IssuerSettings): Problem[] {
  if (kind !== "acme" || dns01 === undefined) return [];
  const { provider, zones: _, ...settings } = dns01;
  return providerProblems([...TABLE, "dns01"], provider, settings, PROVIDERS[provider]);
}
