import { stringify } from "yaml";
import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { AddonSecret } from "../addon.ts";
import { generatedPassword, secretText } from "../addon-secrets.ts";
import { optional } from "../optional.ts";
import { hostOf, urlOf } from "./address.ts";

type Oidc = NonNullable<NonNullable<PlatformConfig["addons"]["argo-cd"]>["oidc"]>;

/** The chart has its pods look for the password of Redis there, under the key `auth`. */
export const REDIS = "argocd-redis";

const OIDC = "argocd-oidc";

export const argoCdSecrets = (config: PlatformConfig): readonly AddonSecret[] => [
  { name: REDIS, data: { auth: generatedPassword("argo-cd-redis-password") } },
  ...(optional(config, "argo-cd").oidc === undefined
    ? []
    : [
        {
          name: OIDC,
          // Else it is not read. https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/#alternative
          labels: { "app.kubernetes.io/part-of": "argocd" },
          data: { "client-secret": secretText`${"argocd_oidc_client_secret"}` },
        },
      ]),
];

/**
 * Who signs in, and what they may. User admin always does: Argo CD makes that password when it starts for the first time, so no
 * hash of one has to be in a render.
 */
export function signIn(config: PlatformConfig) {
  const oidc = optional(config, "argo-cd").oidc;
  // With a name the chart makes the URL of it.
  const address = hostOf(config) === undefined ? { url: urlOf(config) } : undefined;
  if (oidc === undefined) return address === undefined ? {} : { cm: address };
  return { cm: { ...address, "oidc.config": provider(oidc) }, rbac: roles(oidc) };
}

const provider = ({ issuer, client_id, scopes }: Oidc): string =>
  stringify({
    // On the button.
    name: new URL(issuer).hostname,
    issuer,
    clientID: client_id,
    clientSecret: `$${OIDC}:client-secret`,
    requestedScopes: scopes,
  });

/** Who is in none of the groups may look, unless there is a group for that. */
function roles({ groups_claim, admin_group, viewer_group }: Oidc) {
  const byGroup = [
    [admin_group, "admin"],
    [viewer_group, "readonly"],
  ] as const;
  const lines = byGroup.flatMap(([group, role]) =>
    group === undefined ? [] : [`g, ${group}, role:${role}\n`],
  );
  return {
    ...(groups_claim === "groups" ? {} : { scopes: JSON.stringify([groups_claim]) }),
    ...(lines.length === 0 ? {} : { "policy.csv": lines.join("") }),
    ...(viewer_group === undefined ? { "policy.default": "role:readonly" } : {}),
  };
}
