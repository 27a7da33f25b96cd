import { type Diagnostic, formatKey } from "../config/diagnostic.ts";
import { addresses } from "./addresses.ts";
import type { App } from "./app.ts";
import { WEB } from "./app-file.ts";
import { appsInEnv, appsInNetwork, type NamedApp } from "./named-apps.ts";
import type { AppReading } from "./read-app.ts";
import { sameRouteNames } from "./same-route-names.ts";
import { namespaceOfHost } from "./service-host.ts";

/** An app among the others of a platform. */
export interface Neighbour {
  readonly app: App;
  /** As the person would type it. */
  readonly file: string;
  readonly placeOf: AppReading["placeOf"];
  readonly positionOf: AppReading["positionOf"];
  readonly isOverlaid: AppReading["isOverlaid"];
}

/** What is known beside the apps. */
interface Surroundings {
  readonly domain: string | undefined;
  /** Names of apps that have mistakes of their own; undefined when there may be apps that were not looked at. */
  readonly broken: readonly string[] | undefined;
}

/** Something wrong with one of the apps. */
export interface Finding {
  /** The app's name. */
  readonly app: string;
  /** Who has the same, and had it before. */
  readonly other?: Neighbour;
  readonly diagnostic: Diagnostic;
}

/**
 * What is wrong between the apps of a platform, with each environment as an app of its own: names and addresses belong to
 * one, and addresses that are named are some app's.
 */
export function acrossApps(apps: readonly Neighbour[], { domain, broken }: Surroundings): Finding[] {
  const missing =
    broken === undefined
      ? []
      : [...strangers(apps, broken), ...unknownNeighbours(apps, broken), ...closedStores(apps, broken)];
  const shared = [...sameNames(apps), ...sameAddresses(apps, domain), ...confused(apps)];
  return [...shared, ...missing, ...otherEnvironments(apps, broken ?? [])];
}

function sameNames(apps: readonly Neighbour[]): Finding[] {
  const owners = new Map<string, Neighbour>();
  return apps.flatMap((each) => {
    const owner = owners.get(each.app.name);
    if (owner === undefined) owners.set(each.app.name, each);
    if (owner === undefined) return [];
    const message = `${each.app.name} is also the name of ${place(owner, ["name"])}`;
    return [{ ...diagnostic(each, ["name"], message), other: owner }];
  });
}

function sameAddresses(apps: readonly Neighbour[], domain: string | undefined): Finding[] {
  const owners = new Map<string, Neighbour>();
  const found: Finding[] = [];
  for (const each of apps) {
    for (const { name, route } of each.app.processes) {
      if (route === undefined) continue;
      const all = addresses(route, each.app.name, domain);
      const clash = all.find(
        (address) => owners.has(address) && owners.get(address)?.app.name !== each.app.name,
      );
      for (const address of all) if (!owners.has(address)) owners.set(address, each);
      if (clash === undefined) continue;
      const path = name === WEB ? ["domains"] : ["processes", name, "domains"];
      const owner = owners.get(clash) as Neighbour;
      const message = `take ${clash}, which is ${owner.app.name}'s already (${place(owner, ["domains"])})`;
      found.push({ ...diagnostic(each, path, message), other: owner });
    }
  }
  return found;
}

/** No two processes share the name by which Traefik knows them. */
const confused = (apps: readonly Neighbour[]) =>
  sameRouteNames(apps).map(({ name, first, second, process }): Finding => {
    const path = process === WEB ? ["name"] : ["processes", process];
    const message = `makes one name of two processes: Traefik calls both this and one of ${first.app.name} ${name}, and would mix up their requests`;
    return { ...diagnostic(second, path, message), other: first };
  });

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
        return diagnostic(each, keyOf(each, named), `names the app ${named.name}, which ${why}`);
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
        diagnostic(each, path, `name the app ${name}, which is not among the blueprints`),
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
      return diagnostic(
        each,
        path,
        `in the environment ${environment} means ${name}, though ${own} is there`,
        {
          severity: "warning",
          hint: `in [${table}] write ${path.at(-1)} with ${written(own)}; or with ${written(name)}, when that is meant`,
        },
      );
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
      return [
        owner === undefined
          ? diagnostic(
              each,
              path,
              `is in the namespace ${store}, which is not among the blueprints: nothing lets the app connect there`,
            )
          : diagnostic(
              each,
              path,
              `is in the app ${store}, whose network.from does not name ${name} (${place(owner, ["network", "from"])})`,
            ),
      ];
    }),
  );
}

const place = ({ file, placeOf }: Neighbour, path: readonly string[]) => placeOf(path) ?? file;

const diagnostic = (
  each: Neighbour,
  path: readonly string[],
  message: string,
  more: Partial<Pick<Diagnostic, "severity" | "hint">> = {},
): Finding => ({
  app: each.app.name,
  diagnostic: {
    severity: "error",
    file: each.file,
    ...each.positionOf(path),
    key: path.join("."),
    message,
    ...more,
  },
});
