import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { SecretText } from "../addon.ts";
import { secretText } from "../addon-secrets.ts";
import { optional } from "../optional.ts";
import { issuerOf } from "./dex-address.ts";

export type DexSettings = NonNullable<PlatformConfig["addons"]["dex"]>;

/** Who knows people, one of each kind. */
export const KINDS = ["oidc", "github", "gitlab", "ldap"] as const;

type Kind = (typeof KINDS)[number];

/** Secret with a key per kind that is used. */
const CONNECTORS = "dex-connectors";

/** What Dex signs in with to each. */
const CREDENTIALS: Readonly<Record<Kind, SecretText>> = {
  oidc: secretText`${"dex_oidc_client_secret"}`,
  github: secretText`${"dex_github_client_secret"}`,
  gitlab: secretText`${"dex_gitlab_client_secret"}`,
  ldap: secretText`${"dex_ldap_bind_password"}`,
};

/** The kinds that need a Secret; a directory may be searched by anybody. */
const kindsWithSecret = (settings: DexSettings): readonly Kind[] =>
  KINDS.filter((kind) =>
    kind === "ldap" ? settings.ldap?.bind_dn !== undefined : settings[kind] !== undefined,
  );

export function connectorSecrets(config: PlatformConfig) {
  const kinds = kindsWithSecret(optional(config, "dex"));
  if (kinds.length === 0) return [];
  return [{ name: CONNECTORS, data: Object.fromEntries(kinds.map((kind) => [kind, CREDENTIALS[kind]])) }];
}

/** Environment variables that Dex puts into its configuration, each from a key of the Secret. */
export const connectorVariables = (config: PlatformConfig) =>
  kindsWithSecret(optional(config, "dex")).map((kind) => ({
    name: variableOf(kind),
    valueFrom: { secretKeyRef: { name: CONNECTORS, key: kind } },
  }));

const variableOf = (kind: Kind) => `CONNECTOR_${kind.toUpperCase()}`;

/** Dex expands variables in connectors' settings, after it has read the file: a secret may hold any character. */
const secretOf = (kind: Kind) => `$${variableOf(kind)}`;

/** The part `connectors` of its configuration. @see https://dexidp.io/docs/connectors/ */
export function connectorsOf(config: PlatformConfig) {
  const { oidc, github, gitlab, ldap } = optional(config, "dex");
  const redirectURI = `${issuerOf(config)}/callback`;
  return [
    ...(oidc === undefined ? [] : [connector("oidc", oidc.name, { ...fromOidc(oidc), redirectURI })]),
    ...(github === undefined ? [] : [connector("github", "GitHub", { ...fromGithub(github), redirectURI })]),
    ...(gitlab === undefined ? [] : [connector("gitlab", "GitLab", { ...fromGitlab(gitlab), redirectURI })]),
    ...(ldap === undefined ? [] : [connector("ldap", ldap.name, fromLdap(ldap))]),
  ];
}

const connector = (type: Kind, name: string, config: object) => ({ type, id: type, name, config });

const fromOidc = (oidc: NonNullable<DexSettings["oidc"]>) => ({
  issuer: oidc.issuer,
  clientID: oidc.client_id,
  clientSecret: secretOf("oidc"),
  scopes: oidc.scopes,
  // Groups are those of the last sign-in, which is all that "insecure" means. https://github.com/dexidp/dex/issues/1065
  insecureEnableGroups: true,
  ...(oidc.require_verified_email ? {} : { insecureSkipEmailVerified: true }),
  ...(oidc.groups_claim === "groups" ? {} : { claimMapping: { groups: oidc.groups_claim } }),
});

const fromGithub = (github: NonNullable<DexSettings["github"]>) => ({
  clientID: github.client_id,
  clientSecret: secretOf("github"),
  orgs: github.organizations.map((name) => ({ name })),
  // As in a team's address; names of teams change.
  teamNameField: "slug",
  ...(github.host === undefined ? {} : { hostName: github.host }),
});

const fromGitlab = (gitlab: NonNullable<DexSettings["gitlab"]>) => ({
  clientID: gitlab.client_id,
  clientSecret: secretOf("gitlab"),
  groups: gitlab.groups,
  ...(gitlab.url === undefined ? {} : { baseURL: gitlab.url }),
});

function fromLdap(ldap: NonNullable<DexSettings["ldap"]>) {
  const { users, groups } = ldap;
  return {
    host: ldap.server,
    ...(ldap.start_tls ? { startTLS: true } : {}),
    ...(ldap.ca === undefined ? {} : { rootCAData: Buffer.from(ldap.ca).toString("base64") }),
    ...(ldap.bind_dn === undefined ? {} : { bindDN: ldap.bind_dn, bindPW: secretOf("ldap") }),
    userSearch: {
      baseDN: users.base_dn,
      ...(users.filter === undefined ? {} : { filter: users.filter }),
      username: users.username,
      preferredUsernameAttr: users.username,
      idAttr: users.username,
      emailAttr: users.email,
      nameAttr: users.name,
    },
    ...(groups === undefined
      ? {}
      : {
          groupSearch: {
            baseDN: groups.base_dn,
            ...(groups.filter === undefined ? {} : { filter: groups.filter }),
            userMatchers: [{ userAttr: groups.user, groupAttr: groups.member }],
            nameAttr: groups.name,
          },
        }),
  };
}
