import { formatKey } from "../config/diagnostic.ts";
import type { App } from "./app.ts";
import { WEB } from "./app-file.ts";
import { appsInEnv, appsInNetwork, type NamedApp } from "./named-apps.ts";
import { type Finding, finding, type Neighbour, placeIn } from "./neighbour.ts";
import { namespaceOfHost } from "./service-host.ts";

/**
 * What is wrong with names of apps that other apps' files hold. `broken`: names of those that have mistakes of their own; undefined when
 * there may be apps that were not looked at.
 */
export function references(
  apps: readonly Neighbour[],
  broken: readonly string[] | undefined,
): readonly Finding[] {
  const missing =
    broken === undefined
      ? []
      : [...strangers(apps, broken), ...unknownNeighbours(apps, broken), ...closedStores(apps, broken)];
  return [...missing, ...otherEnvironments(apps, broken ?? [])];
}

/** Apps that env values name are there and have an address. */
function strangers(apps: readonly Neighbour[], broken: readonly string[]): Finding[] {
  const names = new Set(apps.map(({ app }) => app.name));
  const reachable = new Set([
    ...broken,
    ...apps.filter(({ app }) => hasAddress(app)).map(({ app }) => app.name),
  ]);
  return apps.flatMap((each) =>
    appsInEnv(each.app)
      .filter(({ name }) => !reachable.has(name))
      .map((named) => {
        const why = names.has(named.name) ? "has no port" : "is not among the blueprints";
        return finding(each, keyOf(each, named), `names the app ${named.name}, which ${why}`);
      }),
  );
}

const hasAddress = ({ processes }: App): boolean =>
  processes.some(({ name, port }) => name === WEB && port !== undefined);

const keyOf = ({ placeOf }: Neighbour, { path, otherwise = path }: NamedApp) =>
  placeOf(path) === undefined ? otherwise : path;

/** Apps that `network` names are there. */
function unknownNeighbours(apps: readonly Neighbour[], broken: readonly string[]): Finding[] {
  const names = new Set([...broken, ...apps.map(({ app }) => app.name)]);
  return apps.flatMap((each) =>
    appsInNetwork(each.app)
      .filter(({ name }) => !names.has(name))
      .map(({ name, path }) =>
        finding(each, path, `name the app ${name}, which is not among the blueprints`),
      ),
  );
}

/**
 * An app in an environment that names others as they are outside of it, though they have the same environment: staging that
 * writes to production's API. What the environment's own table says is meant.
 */
function otherEnvironments(apps: readonly Neighbour[], broken: readonly string[]): Finding[] {
  const names = new Set([...broken, ...apps.map(({ app }) => app.name)]);
  return apps.flatMap((each) => {
    const { environment } = each.app;
    if (environment === undefined) return [];
    return [...appsInEnv(each.app), ...appsInNetwork(each.app)].flatMap((named) => {
      const { name, written } = named;
      const [path, own] = [keyOf(each, named), `${name}-${environment}`];
      if (each.isOverlaid(path) || !names.has(own)) return [];
      const table = formatKey(["environments", environment, ...path.slice(0, -1)]);
      return finding(each, path, `in the environment ${environment} means ${name}, though ${own} is there`, {
        severity: "warning",
        hint: `in [${table}] write ${path.at(-1)} with ${written(own)}; or with ${written(name)}, when that is meant`,
      });
    });
  });
}

/** A bucket inside the cluster is in an app that lets its user in. */
function closedStores(apps: readonly Neighbour[], broken: readonly string[]): Finding[] {
  const known = new Map(apps.map((each) => [each.app.name, each]));
  return apps.flatMap((each) =>
    each.app.needs.flatMap((need) => {
      if (need.type !== "s3") return [];
      const { name } = each.app;
      const store = namespaceOfHost(new URL(need.endpoint).hostname);
      if (store === undefined || store === name || broken.includes(store)) return [];
      const owner = known.get(store);
      if (owner?.app.network.from.includes(name)) return [];
      const path = ["needs", need.name, "endpoint"];
      const message =
        owner === undefined
          ? `is in the namespace ${store}, which is not among the blueprints: nothing lets the app connect there`
          : `is in the app ${store}, whose network.from does not name ${name} (${placeIn(owner, ["network", "from"])})`;
      const hint =
        owner === undefined
          ? "write its address outside of the cluster, or make it a blueprint"
          : `write "${name}" into [network] from there`;
      return [finding(each, path, message, { hint })];
    }),
  );
}
