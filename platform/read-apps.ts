import { loadApp } from "./apps/load-app.ts";
import type { Neighbour } from "./apps/neighbour.ts";
import { environmentsOf } from "./apps/read-app.ts";
import { type Diagnostic, distinct } from "./config/diagnostic.ts";
import type { KnownPlatform } from "./platform-facts.ts";
import { type AppPlace, type Instance, type InstanceReading, readInstances } from "./read-instances.ts";

/** How apps are read. */
export interface AppsScope {
  /** One environment alone; otherwise each app and all of its environments. */
  readonly environment: string | undefined;
  /** Without an environment: each app as its file's top says it, and none of its environments. */
  readonly plain?: boolean;
  /** Undefined when it is not known. */
  readonly platform: Pick<KnownPlatform, "facts" | "isPlatform"> | undefined;
  /** Blueprints beside which they are deployed, themselves among them, in that order. Nothing is said of the others. */
  readonly blueprints?: readonly AppPlace[];
  /** Whether these are all apps of the platform, so that who is named and not there is missing. */
  readonly complete: boolean;
}

/** Apps that have no mistakes of their own, and the mistakes of all. */
export interface AppsReading {
  readonly apps: readonly Neighbour[];
  /** Each that was asked for. */
  readonly readings: readonly InstanceReading[];
  readonly diagnostics: readonly Diagnostic[];
  /** Mistakes of apps that were not asked for, in what they have in common with those that were. */
  readonly others: readonly Diagnostic[];
}

/** Reads apps with every check that needs no cluster, those between them included. */
export function readApps(places: readonly AppPlace[], scope: AppsScope): AppsReading {
  const readings = readWanted(places, scope);
  const diagnostics = new Map<string, Diagnostic>();
  for (const reading of readings) {
    for (const each of reading.diagnostics) {
      // A mistake at the top shows again in each environment; once is enough.
      if (diagnostics.has(JSON.stringify(each))) continue;
      const diagnostic = inEnvironment(each, reading.instance.environment);
      diagnostics.set(JSON.stringify(diagnostic), diagnostic);
    }
  }
  return {
    apps: readings.flatMap(({ app }) => app ?? []),
    readings,
    diagnostics: distinct([...diagnostics.values(), ...readings.flatMap(({ between }) => between)]),
    others: distinct(readings.flatMap(({ later }) => later)).filter(
      ({ file }) => !places.some(({ asTyped }) => asTyped === file),
    ),
  };
}

/**
 * Reads those that were asked for among all that run on the same platform, in the order of a deploy: what two have in common
 * is a mistake of the later one. No deploy has those that are no blueprints, so they come last.
 */
function readWanted(
  places: readonly AppPlace[],
  { environment, plain = false, platform, blueprints = [], complete }: AppsScope,
): readonly InstanceReading[] {
  const all = [...new Map([...blueprints, ...places].map((each) => [each.path, each])).values()].map(load);
  const own = new Set(places.map(({ path }) => path));
  const named = all.filter(({ place }) => own.has(place.path));
  const isWanted = (each: string | undefined) =>
    environment === undefined ? each === undefined || !plain : each === environment;
  const overlayOf = (each: string | undefined) =>
    each !== undefined && platform?.isPlatform(each) ? each : undefined;
  const overlays = new Set(
    named.flatMap(({ known }) => [undefined, ...known].filter(isWanted).map(overlayOf)),
  );
  return [...overlays].flatMap((overlay) => {
    const facts = platform?.facts(overlay);
    const instances = all.flatMap(({ place, source, known }) =>
      hereOf(known, overlay, overlayOf).map(
        (each): Instance => ({ place, source, environment: each, platform: facts }),
      ),
    );
    return readInstances(instances, { domain: facts?.domain, complete }).filter(
      ({ instance: { place, environment: each } }) =>
        own.has(place.path) && isWanted(each) && overlayOf(each) === overlay,
    );
  });
}

function load(place: AppPlace) {
  const source = loadApp(place.path, place.asTyped);
  return { place, source, known: environmentsOf(source) };
}

/** What of an app runs on a platform: itself beside its environments, or one of the two where that is another platform. */
function hereOf(
  known: readonly string[],
  overlay: string | undefined,
  overlayOf: (environment: string) => string | undefined,
): readonly (string | undefined)[] {
  if (overlay !== undefined) return [known.includes(overlay) ? overlay : undefined];
  return [undefined, ...known.filter((each) => overlayOf(each) === undefined)];
}

/** Says of a mistake in keys at the top that only an environment makes it one. */
function inEnvironment(diagnostic: Diagnostic, environment: string | undefined): Diagnostic {
  if (environment === undefined || diagnostic.key.startsWith("environments.")) return diagnostic;
  return { ...diagnostic, message: `${diagnostic.message} (in the environment ${environment})` };
}
