import { isNetworkAddress, parseCidr, parseIpv4 } from "./ipv4.ts";

/** Somewhere that a connection goes to. */
export type Destination =
  | { readonly kind: "app"; readonly name: string }
  | { readonly kind: "cidr"; readonly cidr: string; readonly port: number }
  /** A name may begin with `*.`, for every name below it. */
  | { readonly kind: "host"; readonly host: string; readonly port: number };

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})+$`);

/** Reads `app:billing`, `10.1.0.0/16:5432`, `10.1.0.7:5432` or `api.example.com:443`; undefined when it is none of them. */
export function parseDestination(text: string): Destination | undefined {
  const app = /^app:([a-z](?:[a-z0-9-]{0,38}[a-z0-9])?)$/.exec(text)?.[1];
  if (app !== undefined) return { kind: "app", name: app };
  const [, where = "", digits = ""] = /^(.+):([1-9][0-9]{0,4})$/.exec(text) ?? [];
  const port = Number(digits);
  if (where === "" || port > 65_535) return undefined;
  if (parseIpv4(where) !== undefined) return { kind: "cidr", cidr: `${where}/32`, port };
  if (parseCidr(where) !== undefined)
    return isNetworkAddress(where) ? { kind: "cidr", cidr: where, port } : undefined;
  return where.length <= 253 && HOST.test(where) && !/^[0-9.]+$/.test(where)
    ? { kind: "host", host: where, port }
    : undefined;
}
