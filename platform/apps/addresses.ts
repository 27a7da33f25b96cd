import type { Route } from "./app.ts";

/** Host names of a route. Without knowing the platform's domain, its own is left open. */
export function hosts(
  route: Pick<Route, "defaultHost" | "domains">,
  app: string,
  domain = "<domain>",
): string[] {
  return [...new Set([...(route.defaultHost ? [`${app}.${domain}`] : []), ...route.domains])];
}

/** Host and path, as `shop.example.com/api`. What differs in a `/` at the end alone is the same. */
export const addresses = (
  route: Pick<Route, "defaultHost" | "domains" | "path">,
  app: string,
  domain?: string,
): string[] => hosts(route, app, domain).map((host) => `${host}${trimmed(route.path)}`);

const trimmed = (path: string) => path.replace(/\/+$/, "");
