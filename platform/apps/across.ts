import { addresses } from "./addresses.ts";
import { WEB } from "./app-file.ts";
import { type Finding, finding, type Neighbour, placeIn } from "./neighbour.ts";
import { references } from "./references.ts";
import { sameRouteNames } from "./same-route-names.ts";

/** What is known beside the apps. */
interface Surroundings {
  readonly domain: string | undefined;
  /** Names of apps that have mistakes of their own; undefined when there may be apps that were not looked at. */
  readonly broken: readonly string[] | undefined;
}

/**
 * What is wrong between the apps of a platform, with each environment as an app of its own: names and addresses belong to
 * one, and addresses that are named are some app's.
 */
export function acrossApps(apps: readonly Neighbour[], { domain, broken }: Surroundings): Finding[] {
  const shared = [...sameNames(apps), ...sameAddresses(apps, domain), ...confused(apps)];
  return [...shared, ...references(apps, broken)];
}

function sameNames(apps: readonly Neighbour[]): Finding[] {
  const owners = new Map<string, Neighbour>();
  return apps.flatMap((each) => {
    const owner = owners.get(each.app.name);
    if (owner === undefined) owners.set(each.app.name, each);
    if (owner === undefined) return [];
    const message = `${each.app.name} is also the name of ${placeIn(owner, ["name"])}`;
    return [{ ...finding(each, ["name"], message), other: owner }];
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
      const message = `take ${clash}, which is ${owner.app.name}'s already (${placeIn(owner, ["domains"])})`;
      found.push({ ...finding(each, path, message), other: owner });
    }
  }
  return found;
}

/** No two processes share the name by which Traefik knows them. */
const confused = (apps: readonly Neighbour[]) =>
  sameRouteNames(apps).map(({ name, first, second, process }): Finding => {
    const path = process === WEB ? ["name"] : ["processes", process];
    const message = `makes one name of two processes: Traefik calls both this and one of ${first.app.name} ${name}, and would mix up their requests`;
    return { ...finding(second, path, message), other: first };
  });
