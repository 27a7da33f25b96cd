import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { SecretText } from "../addon.ts";
import { generatedPassword } from "../addon-secrets.ts";

/** Its name in the browser's address. */
export const hostOf = ({ addons, domain }: PlatformConfig): string => addons.dex?.host ?? `dex.${domain}`;

/** What clients know it as, and what tokens say. */
export const issuerOf = (config: PlatformConfig): string => `https://${hostOf(config)}`;

const INSIDE = "http://dex.dex:5556";

/** Where pods of the cluster ask it. */
export const ENDPOINTS = { token: `${INSIDE}/token`, userinfo: `${INSIDE}/userinfo` } as const;

/** What a client signs in to Dex with: generated, for both of them. */
export const clientSecret = (id: string): SecretText => generatedPassword(`dex-client-${id}`);
