import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { issuersFacts } from "./cert-manager-issuers.facts.ts";
import { type Dns01, type IssuerSettings, PROVIDERS } from "./dns01.ts";
import { issuerSecrets } from "./issuer-secrets.ts";

const NAME = "cert-manager-issuers";

const STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";

/** The ClusterIssuer `default`: what signs the certificates that apps ask for. */
export const certManagerIssuers: Addon = {
  name: NAME,
  purpose: "who signs certificates: Let's Encrypt, or a CA of one's own",
  profile: "lite",
  namespace: "cert-manager",
  sharedNamespace: "cert-manager reads the Secrets of a ClusterIssuer in its own namespace only",
  chart: { folder: NAME },
  looksAfter: ["certificates.cert-manager.io"],
  needs: ["cert-manager"],
  timeout: 120,
  facts: issuersFacts,
  secrets: (config) => issuerSecrets(config.addons[NAME]),
  values: ({ config }) => valuesOf(config),
};

function valuesOf({ name, addons }: PlatformConfig): Readonly<Record<string, unknown>> {
  const settings = addons[NAME];
  switch (settings.kind) {
    case "acme":
      return acme(settings);
    case "private-ca":
      return { kind: "private-ca" };
    case "self-signed":
      return { kind: "self-signed", selfSigned: { commonName: `${name} platform CA` } };
  }
}

function acme({
  email,
  staging,
  server,
  server_ca,
  dns01,
}: IssuerSettings): Readonly<Record<string, unknown>> {
  const directory = staging ? STAGING : server;
  const values = {
    ...(directory === undefined ? {} : { server: directory }),
    ...(server_ca === undefined ? {} : { serverCa: server_ca }),
    ...(email === undefined ? {} : { email }),
    ...(dns01 === undefined ? {} : { dns01: overDns(dns01) }),
  };
  return Object.keys(values).length === 0 ? {} : { acme: values };
}

const overDns = (dns01: Dns01) => ({
  solver: PROVIDERS[dns01.provider].solver(dns01),
  ...(dns01.zones.length === 0 ? {} : { zones: dns01.zones }),
});
