import type { App } from "./app.ts";

/** Two processes that one name stands for. */
interface SharedName<T> {
  readonly name: string;
  readonly first: T;
  readonly second: T;
  /** Of the second. */
  readonly process: string;
}

/**
 * Processes with addresses that Traefik takes for one another: it joins namespace and name of a Service by a dash, and the last one
 * of a name gets all requests. https://github.com/traefik/traefik/blob/v3.7.11/pkg/provider/kubernetes/ingress/kubernetes.go#L395
 */
export function sameRouteNames<T extends { readonly app: Pick<App, "name" | "processes"> }>(
  apps: readonly T[],
): readonly SharedName<T>[] {
  const owners = new Map<string, T>();
  return apps.flatMap((each) =>
    each.app.processes.flatMap(({ name: process, route }) => {
      if (route === undefined) return [];
      const name = `${each.app.name}-${process}`;
      const owner = owners.get(name);
      if (owner === undefined) owners.set(name, each);
      if (owner === undefined || owner.app.name === each.app.name) return [];
      return [{ name, first: owner, second: each, process }];
    }),
  );
}
