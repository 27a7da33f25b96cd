import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { AddonSecret } from "../addon.ts";
import { generatedPassword, secretText } from "../addon-secrets.ts";
import { clientSecret, ENDPOINTS, issuerOf } from "../dex/dex-address.ts";

type Oidc = NonNullable<PlatformConfig["addons"]["grafana"]["oidc"]>;

/** Secret with name and password of the user who is always there. */
export const ADMIN = "grafana-admin";

const KEYS = "grafana-keys";

/** The client that Grafana is to the addon dex. */
export const DEX_CLIENT = "grafana";

/** Who signs people in beside Grafana itself: a provider that settings describe, or the addon dex. */
export function oidcOf(config: PlatformConfig): Oidc | undefined {
  const { oidc, dex: groups } = config.addons.grafana;
  if (groups === undefined) return oidc;
  return {
    client_id: DEX_CLIENT,
    auth_url: `${issuerOf(config)}/auth`,
    // From pod to pod: Grafana need not trust the certificate of the platform's address.
    token_url: ENDPOINTS.token,
    api_url: ENDPOINTS.userinfo,
    scopes: ["openid", "profile", "email", "groups"],
    groups_claim: "groups",
    ...groups,
  };
}

export const grafanaSecrets = (config: PlatformConfig): readonly AddonSecret[] => [
  {
    name: ADMIN,
    data: {
      "admin-user": secretText`admin`,
      "admin-password": generatedPassword("grafana-admin-password"),
    },
  },
  {
    name: KEYS,
    data: {
      // Encrypts tokens in its database; without one they are encrypted with a key that is the same everywhere.
      "secret-key": generatedPassword("grafana-secret-key"),
      ...(oidcOf(config) === undefined ? {} : { "oidc-client-secret": oidcSecret(config) }),
    },
  },
];

const oidcSecret = ({ addons }: PlatformConfig) =>
  addons.grafana.dex === undefined ? secretText`${"grafana_oidc_client_secret"}` : clientSecret(DEX_CLIENT);

/** Environment variables that override grafana.ini, each from a key of a Secret. */
export const secretEnvironment = (config: PlatformConfig) => ({
  GF_SECURITY_SECRET_KEY: fromSecret("secret-key"),
  ...(oidcOf(config) === undefined
    ? {}
    : { GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: fromSecret("oidc-client-secret") }),
});

const fromSecret = (key: string) => ({ secretKeyRef: { name: KEYS, key } });

/** The section of grafana.ini that lets an identity provider sign people in. */
export const genericOauth = (oidc: Oidc) => ({
  enabled: true,
  // On the button.
  name: new URL(oidc.auth_url).hostname,
  client_id: oidc.client_id,
  scopes: oidc.scopes.join(" "),
  auth_url: oidc.auth_url,
  token_url: oidc.token_url,
  api_url: oidc.api_url,
  use_pkce: true,
  ...roles(oidc),
});

/** The role of the first group that a person is in, as a JMESPath expression over their claims. */
function roles({ groups_claim, admin_group, editor_group, viewer_group }: Oidc) {
  const byGroup = [
    [admin_group, "Admin"],
    [editor_group, "Editor"],
    [viewer_group, "Viewer"],
  ] as const;
  // Without groups the claim may be missing, and `contains` takes no null.
  const groups = `not_null(${groups_claim}[*], '')`;
  const tests = byGroup.flatMap(([group, role]) =>
    group === undefined ? [] : [`contains(${groups}, '${group}') && '${role}'`],
  );
  // Grafana itself makes everybody a viewer.
  if (tests.length === 0) return {};
  // Who has no role is refused.
  if (viewer_group !== undefined)
    return { role_attribute_path: tests.join(" || "), role_attribute_strict: true };
  return { role_attribute_path: [...tests, "'Viewer'"].join(" || ") };
}
