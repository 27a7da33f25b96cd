import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { AddonSecret } from "../addon.ts";
import { generatedHash, generatedPassword, secretText } from "../addon-secrets.ts";
import { optional } from "../optional.ts";

export const ADMIN = "admin";

/** Secret with the users and hashes of their passwords. */
export const USERS = "registry-users";

const PASSWORD = "registry-admin-password";

export const registrySecrets = (config: PlatformConfig): readonly AddonSecret[] => [
  { name: "registry-admin", data: { username: [ADMIN], password: generatedPassword(PASSWORD) } },
  {
    name: USERS,
    data: {
      htpasswd: [
        ...(optional(config, "registry").users ? secretText`${"registry_htpasswd"}\n` : []),
        // Of two lines with one name the last counts: nobody is admin in its place.
        `${ADMIN}:`,
        ...generatedHash(PASSWORD),
        "\n",
      ],
    },
  },
];
