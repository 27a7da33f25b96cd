import { join, relative } from "node:path";
import { type Diagnostic, distinct } from "../../../platform/config/diagnostic.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { PULLED_FILE } from "../../../platform/platform-facts.ts";
import { readPlatform } from "../../../platform/read-platform.ts";
import { readHeld } from "./apps-of-platform.ts";
import { type PlatformSubject, subjectsOf } from "./subjects.ts";

/** What was checked and what was found. */
export interface Validation {
  /** Files that were read, as the person would type them. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was not checked, and what to do about it. */
  readonly notes: readonly string[];
}

/** How it is checked. */
export interface ValidateOptions {
  /** This environment of the apps alone. */
  readonly environment?: string | undefined;
  /** A platform's facts, as `loco platform pull` writes them. */
  readonly platform?: string | undefined;
}

/**
 * Checks files of ours: those that are named, else all in the folder.
 *
 * @throws LocoError CONFIG_MISSING for what is not there, FILE_UNKNOWN for a file that is not ours.
 */
export function validate(cwd: string, args: readonly string[], options: ValidateOptions = {}): Validation {
  const { platforms, apps } = subjectsOf(cwd, args);
  const checked = validatePlatforms(cwd, platforms);
  const held = readHeld(cwd, apps, options);
  const isFound = held.some(({ reading }) => reading.readings.length > 0);
  if (options.environment !== undefined && apps.length > 0 && !isFound)
    throw noEnvironment(options.environment);
  return {
    files: [...checked.files, ...apps.map(({ asTyped }) => asTyped)],
    diagnostics: [
      ...distinct([...checked.diagnostics, ...held.flatMap(({ platformErrors }) => platformErrors)]),
      ...held.flatMap(({ reading: { diagnostics, others } }) => [...diagnostics, ...others]),
    ],
    notes: held.some(({ platform }) => platform === undefined) ? [NO_PLATFORM] : [],
  };
}

const NO_PLATFORM = `not held against a platform: no platform.toml or ${PULLED_FILE} lies at or above the app; npx loco platform pull writes one, and --platform names one`;

/** No app that was named has the environment that was asked for. */
export const noEnvironment = (environment: string) =>
  new LocoError("CONFIG_MISSING", `no app here has an environment ${environment}`, {
    hint: `write [environments.${environment}] in its loco.toml`,
  });

function validatePlatforms(
  cwd: string,
  subjects: readonly PlatformSubject[],
): Pick<Validation, "files" | "diagnostics"> {
  const files = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const { dir, environment } of subjects) {
    const here = (file: string) => relative(cwd, join(dir, file)) || file;
    files.add(here(environment === undefined ? "platform.toml" : `platform.${environment}.toml`));
    for (const found of readPlatform(dir, environment).diagnostics)
      diagnostics.push({ ...found, file: here(found.file) });
  }
  return { files: [...files], diagnostics };
}
