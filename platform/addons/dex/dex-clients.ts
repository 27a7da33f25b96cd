import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { AddonSecret } from "../addon.ts";
import { urlOf } from "../grafana/address.ts";
import { DEX_CLIENT } from "../grafana/sign-in.ts";
import { optional } from "../optional.ts";
import { clientSecret } from "./dex-address.ts";

interface Client {
  readonly id: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
}

/** Secret with a key per client: what it signs in with, for whoever sets the client up. */
export const CLIENTS = "dex-clients";

/** Everything that signs people in with Dex. */
export function clientsOf(config: PlatformConfig): readonly Client[] {
  const listed = optional(config, "dex").clients.map(
    ({ id, name = id, redirect_uris }): Client => ({ id, name, redirectUris: redirect_uris }),
  );
  const { enabled, dex } = config.addons.grafana;
  if (dex === undefined || !enabled) return listed;
  const redirectUris = [`${urlOf(config)}login/generic_oauth`];
  return [...listed, { id: DEX_CLIENT, name: "Grafana", redirectUris }];
}

/** The environment variable that holds a client's secret. */
export const variableOf = (id: string): string => `CLIENT_${id.toUpperCase().replaceAll("-", "_")}`;

export const clientSecrets = (config: PlatformConfig): readonly AddonSecret[] => {
  const clients = clientsOf(config);
  if (clients.length === 0) return [];
  return [{ name: CLIENTS, data: Object.fromEntries(clients.map(({ id }) => [id, clientSecret(id)])) }];
};
