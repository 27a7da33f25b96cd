import { addresses } from "../../../platform/apps/addresses.ts";
import type { App } from "../../../platform/apps/app.ts";
import { loadApp } from "../../../platform/apps/load-app.ts";
import { environmentsOf } from "../../../platform/apps/read-app.ts";
import { distinct } from "../../../platform/config/diagnostic.ts";
import { platformOf } from "../../../platform/platform-facts.ts";
import { blueprintPlaces } from "../../../platform/read-blueprints.ts";
import { nameAt, readInstances } from "../../../platform/read-instances.ts";
import { table } from "../../console/table.ts";

/** One line of `loco blueprint list`. */
export interface ListedBlueprint {
  readonly name: string;
  readonly owner?: string;
  readonly description?: string;
  /** Environments that it says something of. */
  readonly environments: readonly string[];
  /** Where it is served, first. */
  readonly address?: string;
  /** How many mistakes there are in its files; what else is here is not known then. */
  readonly mistakes: number;
}

/** Every blueprint of the folder, by name. */
export function listBlueprints(cwd: string): readonly ListedBlueprint[] {
  const facts = platformOf(cwd)?.facts(undefined);
  const instances = blueprintPlaces(cwd).flatMap((place) => {
    const source = loadApp(place.path, place.asTyped);
    return [undefined, ...environmentsOf(source)].map((environment) => ({
      place,
      source,
      environment,
      platform: facts,
    }));
  });
  const readings = readInstances(instances, { domain: facts?.domain, complete: true });
  return blueprintPlaces(cwd).map((place) => {
    const own = readings.filter(({ instance }) => instance.place.path === place.path);
    const mistakes = distinct(own.flatMap(({ diagnostics, between }) => [...diagnostics, ...between])).filter(
      ({ severity }) => severity === "error",
    );
    return {
      name: nameAt(place, undefined),
      environments: own.flatMap(({ instance }) => instance.environment ?? []),
      ...aboutOf(own[0]?.app?.app, facts?.domain),
      mistakes: mistakes.length,
    };
  });
}

function aboutOf(app: App | undefined, domain: string | undefined) {
  const route = app?.processes.find((process) => process.route !== undefined)?.route;
  const address =
    app === undefined || route === undefined ? undefined : addresses(route, app.name, domain)[0];
  return {
    ...(app?.owner === undefined ? {} : { owner: app.owner }),
    ...(app?.description === undefined ? {} : { description: app.description }),
    ...(address === undefined
      ? {}
      : { address: `${route?.tls.kind === "off" ? "http" : "https"}://${address}` }),
  };
}

/** As a table. */
export function formatBlueprints(blueprints: readonly ListedBlueprint[]): string {
  if (blueprints.length === 0) return "no blueprints here: npx loco blueprint new <name> makes one";
  return table(
    ["BLUEPRINT", "OWNER", "ENVIRONMENTS", "ADDRESS", "FOR"],
    blueprints.map(({ name, owner, environments, address, description, mistakes }) => [
      name,
      owner ?? "-",
      environments.join(", ") || "-",
      address ?? "-",
      mistakes > 0
        ? `${mistakes} ${mistakes === 1 ? "mistake" : "mistakes"}: npx loco validate ${name}`
        : (description ?? "-"),
    ]),
  );
}
