import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { AddonSecret } from "../addon.ts";
import { secretText } from "../addon-secrets.ts";
import type { ChoiceSettings } from "../provider-settings.ts";

export type IssuerSettings = PlatformConfig["addons"]["cert-manager-issuers"];
export type Dns01 = NonNullable<IssuerSettings["dns01"]>;

interface Provider extends ChoiceSettings<keyof Dns01> {
  /** Contents of its Secret. */
  readonly credentials: AddonSecret["data"];
  /** What cert-manager is told. @see https://cert-manager.io/docs/configuration/acme/dns01/ */
  readonly solver: (dns01: Dns01) => Readonly<Record<string, unknown>>;
}

/** The Secret of every provider. */
export const CREDENTIALS = "dns01-credentials";

const credential = (key: string) => ({ name: CREDENTIALS, key });

/** What each DNS provider needs, and how cert-manager is told of it. */
export const PROVIDERS: Readonly<Record<Dns01["provider"], Provider>> = {
  cloudflare: {
    needs: [],
    takes: [],
    credentials: { "api-token": secretText`${"dns01_cloudflare_api_token"}` },
    solver: () => ({ cloudflare: { apiTokenSecretRef: credential("api-token") } }),
  },
  route53: {
    needs: [],
    takes: ["region", "hosted_zone_id"],
    credentials: {
      "access-key-id": secretText`${"dns01_route53_access_key_id"}`,
      "secret-access-key": secretText`${"dns01_route53_secret_access_key"}`,
    },
    solver: ({ region = "us-east-1", hosted_zone_id }) => ({
      route53: {
        region,
        ...(hosted_zone_id === undefined ? {} : { hostedZoneID: hosted_zone_id }),
        accessKeyIDSecretRef: credential("access-key-id"),
        secretAccessKeySecretRef: credential("secret-access-key"),
      },
    }),
  },
  rfc2136: {
    needs: ["nameserver", "tsig_key_name"],
    takes: ["tsig_algorithm"],
    credentials: { "tsig-secret": secretText`${"dns01_rfc2136_tsig_secret"}` },
    // cert-manager's own default is MD5.
    solver: ({ nameserver, tsig_key_name, tsig_algorithm = "hmac-sha256" }) => ({
      rfc2136: {
        nameserver,
        tsigKeyName: tsig_key_name,
        tsigAlgorithm: tsig_algorithm.replace("-", "").toUpperCase(),
        tsigSecretSecretRef: credential("tsig-secret"),
      },
    }),
  },
  webhook: {
    needs: ["group_name", "solver_name"],
    takes: ["config"],
    credentials: { secret: secretText`${"dns01_webhook_secret"}` },
    solver: ({ group_name, solver_name, config }) => ({
      webhook: {
        groupName: group_name,
        solverName: solver_name,
        ...(config === undefined ? {} : { config }),
      },
    }),
  },
};
