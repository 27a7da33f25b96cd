import { basename, dirname } from "node:path";
import { BLUEPRINTS } from "../../../platform/apps/load-app.ts";
import { type Diagnostic, distinct, formatDiagnostics } from "../../../platform/config/diagnostic.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type KnownPlatform, platformFileOf, platformOf } from "../../../platform/platform-facts.ts";
import { type AppsReading, readApps } from "../../../platform/read-apps.ts";
import { blueprintPlaces } from "../../../platform/read-blueprints.ts";
import type { AppPlace } from "../../../platform/read-instances.ts";
import { typedPath } from "./subjects.ts";

/** Apps that are read, and what they were held against. */
export interface HeldApps {
  readonly reading: AppsReading;
  /** Undefined when it is not known. */
  readonly platform: KnownPlatform | undefined;
  /** Mistakes in its description, without which apps are held against nothing. */
  readonly platformErrors: readonly Diagnostic[];
}

/** How apps are read. */
export interface Held {
  readonly environment?: string | undefined;
  readonly plain?: boolean;
  /** A file that describes their platform, whatever lies above them. */
  readonly platform?: string | undefined;
}

/**
 * Reads apps, each among all blueprints that it lies with and on the platform that it lies in, by platform.
 *
 * @throws LocoError CONFIG_MISSING, FILE_UNKNOWN for a file that is not a platform's
 */
export function readHeld(cwd: string, places: readonly AppPlace[], how: Held): readonly HeldApps[] {
  const found = new Map<string | undefined, AppPlace[]>();
  for (const place of places) {
    const file = how.platform ?? platformFileOf(cwd, homeOf(place));
    found.set(file, [...(found.get(file) ?? []), place]);
  }
  return [...found].map(([file, own]) => heldOn(cwd, file, own, how));
}

function heldOn(
  cwd: string,
  file: string | undefined,
  places: readonly AppPlace[],
  { environment, plain = false }: Held,
): HeldApps {
  const platform = file === undefined ? undefined : platformOf(cwd, { file });
  const blueprints = [...new Set(places.map(homeOf))]
    .flatMap(blueprintPlaces)
    .map(({ path }) => ({ path, asTyped: typedPath(cwd, path) }));
  const scope = { environment, plain, platform, blueprints, complete: blueprints.length > 0 };
  const reading = readApps(places, scope);
  const errors = reading.readings.flatMap(({ instance }) => platform?.errors(instance.environment) ?? []);
  return { reading, platform, platformErrors: distinct(errors) };
}

/** An app is made for a platform, and this one is not known for its mistakes. */
export const brokenPlatform = (errors: readonly Diagnostic[]) =>
  new LocoError(
    "CONFIG_INVALID",
    `the description of the platform has mistakes\n${formatDiagnostics(errors)}`,
    {
      hint: "mend them, and run this again",
    },
  );

/** The folder whose blueprint an app is, else its own. */
function homeOf({ path }: AppPlace): string {
  const dir = dirname(path);
  return basename(dirname(dir)) === BLUEPRINTS ? dirname(dirname(dir)) : dir;
}
