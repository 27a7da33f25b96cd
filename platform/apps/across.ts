import type { Diagnostic } from "../config/diagnostic.ts";
import { addresses } from "./addresses.ts";
import type { App } from "./app.ts";
import type { AppReading } from "./read-app.ts";

/** An app among the others of a platform. */
export interface Neighbour {
  readonly app: App;
  /** As the person would type it. */
  readonly file: string;
  readonly placeOf: AppReading["placeOf"];
  readonly positionOf: AppReading["positionOf"];
}

/**
 * What is wrong between the apps of a platform, with each environment as an app of its own: names and addresses belong to
 * one, and addresses that are named are some app's.
 */
export function acrossApps(
  apps: readonly Neighbour[],
  { domain, complete }: { readonly domain: string | undefined; readonly complete: boolean },
): Diagnostic[] {
  const missing = complete ? [...strangers(apps), ...unknownNeighbours(apps)] : [];
  return [...sameNames(apps), ...sameAddresses(apps, domain), ...missing];
}

function sameNames(apps: readonly Neighbour[]): Diagnostic[] {
  const owners = new Map<string, Neighbour>();
  return apps.flatMap((each) => {
    const owner = owners.get(each.app.name);
    if (owner === undefined) owners.set(each.app.name, each);
    if (owner === undefined) return [];
    return [diagnostic(each, ["name"], `${each.app.name} is also the name of ${place(owner, ["name"])}`)];
  });
}

function sameAddresses(apps: readonly Neighbour[], domain: string | undefined): Diagnostic[] {
  const owners = new Map<string, Neighbour>();
  const found: Diagnostic[] = [];
  for (const each of apps) {
    for (const { name, route } of each.app.processes) {
      if (route === undefined) continue;
      const all = addresses(route, each.app.name, domain);
      const clash = all.find(
        (address) => owners.has(address) && owners.get(address)?.app.name !== each.app.name,
      );
      for (const address of all) if (!owners.has(address)) owners.set(address, each);
      if (clash === undefined) continue;
      const path = name === "web" ? ["domains"] : ["processes", name, "domains"];
      const owner = owners.get(clash) as Neighbour;
      found.push(
        diagnostic(
          each,
          path,
          `take ${clash}, which is ${owner.app.name}'s already (${place(owner, ["domains"])})`,
        ),
      );
    }
  }
  return found;
}

function strangers(apps: readonly Neighbour[]): Diagnostic[] {
  const withPort = new Set(
    apps
      .filter(({ app }) => app.processes.some(({ name, port }) => name === "web" && port !== undefined))
      .map(({ app }) => app.name),
  );
  return apps.flatMap((each) =>
    [...each.app.processes, ...each.app.jobs].flatMap((part) =>
      Object.entries(part.env).flatMap(([variable, value]) =>
        value.flatMap((piece) => {
          if (typeof piece === "string" || piece.kind !== "other-app" || withPort.has(piece.name)) return [];
          const message = `names the app ${piece.name}, which ${apps.some(({ app }) => app.name === piece.name) ? "has no port" : "is not among the blueprints"}`;
          const own = each.app.jobs.some(({ name }) => name === part.name)
            ? ["jobs", part.name]
            : ["processes", part.name];
          const path = [
            [...own, "env", variable],
            ["env", variable],
          ].find((at) => each.placeOf(at) !== undefined);
          return [diagnostic(each, path ?? ["env", variable], message)];
        }),
      ),
    ),
  );
}

/** Apps that `network` names are there. */
function unknownNeighbours(apps: readonly Neighbour[]): Diagnostic[] {
  const names = new Set(apps.map(({ app }) => app.name));
  return apps.flatMap((each) => {
    const { from, to = [] } = each.app.network;
    const named = [
      ...from.map((name) => ({ name, key: "from" })),
      ...to.flatMap((place) => (place.kind === "app" ? [{ name: place.name, key: "to" }] : [])),
    ];
    return named
      .filter(({ name }) => !names.has(name))
      .map(({ name, key }) =>
        diagnostic(each, ["network", key], `name the app ${name}, which is not among the blueprints`),
      );
  });
}

const place = ({ file, placeOf }: Neighbour, path: readonly string[]) => placeOf(path) ?? file;

const diagnostic = (each: Neighbour, path: readonly string[], message: string): Diagnostic => ({
  severity: "error",
  file: each.file,
  ...each.positionOf(path),
  key: path.join("."),
  message,
});
