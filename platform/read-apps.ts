import type { Neighbour } from "./apps/across.ts";
import { loadApp } from "./apps/load-app.ts";
import { environmentsOf } from "./apps/read-app.ts";
import type { PlatformFacts } from "./apps/source.ts";
import type { Diagnostic } from "./config/diagnostic.ts";
import { type AppPlace, readInstances } from "./read-instances.ts";

/** How apps are read. */
export interface AppsScope {
  /** One environment alone; otherwise each app and all of its environments. */
  readonly environment: string | undefined;
  /** Without an environment: each app as its file's top says it, and none of its environments. */
  readonly plain?: boolean;
  /** Facts of the platform that an environment's apps run on; undefined when they are not known. */
  readonly platform: (environment: string | undefined) => PlatformFacts | undefined;
  /** Whether these are all apps of the platform, so that who is named and not there is missing. */
  readonly complete: boolean;
}

/** Apps that have no mistakes of their own, and the mistakes of all. */
export interface AppsReading {
  readonly apps: readonly Neighbour[];
  /** How many were looked at. */
  readonly found: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads apps with every check that needs no cluster, those between them included. */
export function readApps(
  places: readonly AppPlace[],
  { environment, plain = false, platform, complete }: AppsScope,
): AppsReading {
  const instances = places.flatMap((place) => {
    const source = loadApp(place.path, place.asTyped);
    const known = plain ? [] : environmentsOf(source);
    const wanted =
      environment === undefined ? [undefined, ...known] : known.filter((each) => each === environment);
    return wanted.map((each) => ({ place, source, environment: each, platform: platform(each) }));
  });
  const readings = readInstances(instances, { domain: platform(environment)?.domain, complete });
  const diagnostics = new Map<string, Diagnostic>();
  for (const reading of readings) {
    for (const each of reading.diagnostics) {
      // A mistake at the top shows again in each environment; once is enough.
      if (diagnostics.has(JSON.stringify(each))) continue;
      const diagnostic = inEnvironment(each, reading.instance.environment);
      diagnostics.set(JSON.stringify(diagnostic), diagnostic);
    }
  }
  for (const { between } of readings) {
    for (const each of between) diagnostics.set(JSON.stringify(each), each);
  }
  return {
    apps: readings.flatMap(({ app }) => app ?? []),
    found: instances.length,
    diagnostics: [...diagnostics.values()],
  };
}

/** Says of a mistake in keys at the top that only an environment makes it one. */
function inEnvironment(diagnostic: Diagnostic, environment: string | undefined): Diagnostic {
  if (environment === undefined || diagnostic.key.startsWith("environments.")) return diagnostic;
  return { ...diagnostic, message: `${diagnostic.message} (in the environment ${environment})` };
}
