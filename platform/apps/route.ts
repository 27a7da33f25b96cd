import { parseDuration } from "../config/duration.ts";
import type { Route, Tls } from "./app.ts";
import type { AppFile } from "./app-file.gen.ts";
import { type ProcessEntry, WEB } from "./app-file.ts";

/**
 * How requests from outside reach a process: web at the app's own address and its domains; another one at domains of its
 * own, or with a path of its own below web's addresses; else not at all.
 */
export function routeOf(
  { name, keys }: ProcessEntry,
  file: Pick<AppFile, "domains" | "http" | "network">,
): Route | undefined {
  const { port, http, domains = [] } = keys;
  if (port === undefined) return undefined;
  if (name === WEB && file.network.internal) return undefined;
  const belowWeb = isBelowWeb(name, keys);
  if (belowWeb && (http.path === "/" || file.network.internal)) return undefined;
  return {
    defaultHost: name === WEB || belowWeb,
    domains: belowWeb ? (file.domains ?? []) : domains,
    path: http.path,
    timeout: parseDuration(http.timeout) ?? 0,
    ...(http.max_body === undefined ? {} : { maxBody: http.max_body }),
    allow: http.allow,
    ...(http.basic_auth === undefined ? {} : { basicAuth: http.basic_auth }),
    sticky: http.sticky,
    // A host has one certificate, whatever lies below it.
    tls: tlsOf(belowWeb ? file.http.tls : http.tls),
  };
}

/** Whether a process has no addresses but web's. */
export const isBelowWeb = (name: string, { domains = [] }: ProcessEntry["keys"]): boolean =>
  name !== WEB && domains.length === 0;

function tlsOf(tls: AppFile["http"]["tls"]): Tls {
  if (typeof tls === "object") return { kind: "secret", secret: tls.secret };
  return { kind: tls === "off" ? "off" : "auto" };
}
