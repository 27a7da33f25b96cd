import { basename, join } from "node:path";
import { appFileIn, BLUEPRINTS, blueprints, loadApp } from "./apps/load-app.ts";
import { noImage } from "./apps/no-image.ts";
import { environmentsOf } from "./apps/read-app.ts";
import type { PlatformFacts } from "./apps/source.ts";
import { type AppPlace, type Instance, type InstanceReading, readInstances } from "./read-instances.ts";

/** Where a folder's blueprints are. */
export const blueprintPlaces = (dir: string): AppPlace[] =>
  blueprints(dir).flatMap((name) => {
    const path = appFileIn(join(dir, BLUEPRINTS, name));
    return path === undefined ? [] : { path, asTyped: `${BLUEPRINTS}/${name}/${basename(path)}` };
  });

/** What {@link readBlueprints} must know beside the files. */
export interface BlueprintsScope {
  /** LOCO_ENV; absent: the blueprints as they are. */
  readonly environment: string | undefined;
  /** Whether an environment is one of the platform, with machines of its own. */
  readonly isPlatform: (environment: string) => boolean;
  /** Of the platform that they run on. */
  readonly platform: PlatformFacts;
}

/**
 * Reads the apps that are deployed together: without an environment every blueprint as it is. With one, those that say
 * something of it, as it says; where the platform itself is another one there, the others as they are, too.
 *
 * Each is read among all that run on the same platform, because addresses and names belong to one.
 */
export function readBlueprints(dir: string, scope: BlueprintsScope): readonly InstanceReading[] {
  const { environment, isPlatform, platform } = scope;
  const apart = environment !== undefined && isPlatform(environment);
  const wanted = new Set<Instance>();
  const instances = blueprintPlaces(dir).flatMap((place) => {
    const source = loadApp(place.path, place.asTyped);
    const known = environmentsOf(source);
    const own = environment !== undefined && known.includes(environment);
    const here: (string | undefined)[] = apart
      ? [own ? environment : undefined]
      : [undefined, ...known.filter((each) => !isPlatform(each))];
    return here.map((each) => {
      const instance: Instance = { place, source, environment: each, platform };
      if (apart || each === environment) wanted.add(instance);
      return instance;
    });
  });
  const readings = readInstances(instances, { domain: platform.domain, complete: true });
  return readings.filter(({ instance }) => wanted.has(instance)).map(withImage);
}

/** An app without an image has no stack, though nothing in its file is wrong. */
function withImage(reading: InstanceReading): InstanceReading {
  const { app, ...rest } = reading;
  if (app === undefined || app.app.image !== undefined) return reading;
  const others = rest.diagnostics.filter(({ key }) => key !== "image");
  return { ...rest, diagnostics: [...others, noImage(app)] };
}
