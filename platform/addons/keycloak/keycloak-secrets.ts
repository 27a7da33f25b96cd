import type { AddonSecret } from "../addon.ts";
import { generatedPassword, secretText } from "../addon-secrets.ts";

/** Who signs in first, with a password that is generated. */
export const ADMIN = { user: "admin", secret: "keycloak-admin" } as const;

export const DATABASE_SECRET = "keycloak-database";

export const keycloakSecrets = (): readonly AddonSecret[] => [
  { name: ADMIN.secret, data: { password: generatedPassword("keycloak-admin-password") } },
  { name: DATABASE_SECRET, data: { password: secretText`${"keycloak_database_password"}` } },
];
