import { parseBytes } from "../../config/quantity.ts";
import { hosts } from "../addresses.ts";
import type { App, Route } from "../app.ts";
import type { PlatformFacts } from "../source.ts";
import type { AppValues } from "./app-values.gen.ts";

type RouteValues = NonNullable<AppValues["routes"]>[string];

/** How requests from outside reach an app's processes; none where the platform lets no request in. */
export function routesOf(
  app: App,
  { ingress, domain, issuers }: PlatformFacts,
): NonNullable<AppValues["routes"]> {
  const { class: ingressClass } = ingress;
  if (ingressClass === undefined) return {};
  const routed = app.processes.flatMap(({ name, route }) => {
    if (route === undefined) return [];
    return [{ name, route, hosts: hosts(route, app.name, domain) }];
  });
  return Object.fromEntries(
    routed.map(({ name, route, hosts: own }) => {
      const values: RouteValues = {
        class: ingressClass,
        entryPoint: route.tls.kind === "off" ? "web" : "websecure",
        hosts: own,
        path: route.path,
        ...certificatesOf(
          route,
          own.filter((host) => certifier(host, routed) === name),
          issuers[0],
        ),
        timeout: `${route.timeout}s`,
        ...(route.sticky ? { sticky: true } : {}),
        ...(route.maxBody === undefined ? {} : { maxBodyBytes: parseBytes(route.maxBody) ?? 0 }),
        ...(route.allow.length === 0 ? {} : { allow: [...route.allow] }),
        ...(route.basicAuth === undefined ? {} : { basicAuth: basicAuthSecret(route.basicAuth) }),
      };
      return [name, values];
    }),
  );
}

/** The process that brings a host's certificate: the first that has one of its own, else the first that gets one. */
function certifier(
  host: string,
  routed: readonly { readonly name: string; readonly route: Route; readonly hosts: readonly string[] }[],
): string | undefined {
  const serving = routed.filter(({ hosts: own }) => own.includes(host));
  const withTls = (kind: Route["tls"]["kind"]) => serving.find(({ route }) => route.tls.kind === kind);
  return (withTls("secret") ?? withTls("auto"))?.name;
}

/** The Secret with the users of basic_auth. Traefik takes one with a single key only. */
const basicAuthSecret = (name: string): string => `basic-auth-${name.toLowerCase().replaceAll("_", "-")}`;

/**
 * One certificate for each host: a domain that does not lead here yet, or no longer, leaves those of the others alone.
 * Traefik picks them by the name that a client asks for, whatever Ingress they are of.
 */
function certificatesOf(
  { tls }: Route,
  hosts: string[],
  issuer: string | undefined,
): Pick<RouteValues, "issuer" | "certificates"> {
  if (hosts.length === 0 || tls.kind === "off") return {};
  if (tls.kind === "secret") return { certificates: { [tls.secret]: hosts } };
  if (issuer === undefined) return {};
  return { issuer, certificates: Object.fromEntries(hosts.map((host) => [`tls-${host}`, [host]])) };
}
