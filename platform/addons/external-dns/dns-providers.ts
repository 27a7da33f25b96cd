import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { AddonSecret } from "../addon.ts";
import { secretText } from "../addon-secrets.ts";
import type { ChoiceSettings } from "../provider-settings.ts";
import { restrictedContainer } from "../restricted.ts";

export type DnsSettings = NonNullable<PlatformConfig["addons"]["external-dns"]>;

type Values = Readonly<Record<string, unknown>>;

interface Provider extends ChoiceSettings<keyof DnsSettings> {
  /** Contents of its Secret. */
  readonly credentials: AddonSecret["data"];
  /** Environment variables: the key of that Secret that each is, and what else it reads from there. */
  readonly environment: (settings: DnsSettings) => readonly Values[];
  /** Command line. @see https://github.com/kubernetes-sigs/external-dns/blob/v0.21.0/docs/flags.md */
  readonly flags: (settings: DnsSettings, zones: readonly string[]) => Values;
}

/** The Secret of every provider. */
export const CREDENTIALS = "external-dns-credentials";

const fromSecret = (name: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: CREDENTIALS, key } },
});

/** What each DNS provider needs, and how external-dns is told of it. */
export const PROVIDERS: Readonly<Record<DnsSettings["provider"], Provider>> = {
  cloudflare: {
    needs: [],
    takes: ["zone_id"],
    credentials: { "api-token": secretText`${"external_dns_cloudflare_api_token"}` },
    environment: () => [fromSecret("CF_API_TOKEN", "api-token")],
    // Then zones are not looked up by name.
    flags: ({ zone_id }) => (zone_id === undefined ? {} : { "zone-id-filter": zone_id }),
  },
  route53: {
    needs: [],
    takes: ["region", "hosted_zone_id"],
    credentials: {
      "access-key-id": secretText`${"external_dns_route53_access_key_id"}`,
      "secret-access-key": secretText`${"external_dns_route53_secret_access_key"}`,
    },
    environment: ({ region = "us-east-1" }) => [
      fromSecret("AWS_ACCESS_KEY_ID", "access-key-id"),
      fromSecret("AWS_SECRET_ACCESS_KEY", "secret-access-key"),
      { name: "AWS_REGION", value: region },
    ],
    flags: ({ hosted_zone_id }) => ({
      // The zone may be one that is above them.
      "aws-zone-match-parent": true,
      ...(hosted_zone_id === undefined ? {} : { "zone-id-filter": hosted_zone_id }),
    }),
  },
  rfc2136: {
    needs: ["nameserver", "tsig_key_name"],
    takes: ["tsig_algorithm"],
    credentials: { "tsig-secret": secretText`${"external_dns_rfc2136_tsig_secret"}` },
    // Every flag may be given so.
    environment: () => [fromSecret("EXTERNAL_DNS_RFC2136_TSIG_SECRET", "tsig-secret")],
    flags: ({ nameserver, tsig_key_name, tsig_algorithm = "hmac-sha256" }, zones) => ({
      "rfc2136-host": nameserver,
      "rfc2136-port": 53,
      "rfc2136-zone": zones,
      "rfc2136-tsig-keyname": tsig_key_name,
      "rfc2136-tsig-secret-alg": tsig_algorithm,
      // How it knows what is there. Without it every record is new, every minute.
      "rfc2136-tsig-axfr": true,
    }),
  },
  webhook: {
    needs: ["image", "secret_variable"],
    takes: ["env"],
    credentials: { secret: secretText`${"external_dns_webhook_secret"}` },
    environment: () => [],
    flags: () => ({}),
  },
};

/** The second container, which speaks to a provider that external-dns does not know. */
export function webhookOf({ image, secret_variable, env = {} }: DnsSettings): Values {
  if (image === undefined || secret_variable === undefined) return {};
  const colon = image.lastIndexOf(":");
  return {
    image: { repository: image.slice(0, colon), tag: image.slice(colon + 1) },
    env: [
      ...Object.entries(env).map(([name, value]) => ({ name, value })),
      fromSecret(secret_variable, "secret"),
    ],
    resources: { requests: { cpu: "5m", memory: "32Mi" }, limits: { memory: "128Mi" } },
    // Its image may name no user.
    securityContext: { ...restrictedContainer, runAsUser: 65532 },
  };
}
