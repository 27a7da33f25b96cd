import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { PlatformFacts } from "./apps/source.ts";
import type { Diagnostic } from "./config/diagnostic.ts";
import { hasOverlay } from "./config/load.ts";
import { LocoError } from "./errors/loco-error.ts";
import type { PublishedPlatform } from "./published/published-platform.gen.ts";
import { publishedPlatform } from "./published/published-platform.ts";
import { describePlatform } from "./read-platform.ts";

/** File that `loco platform pull` writes. */
export const PULLED_FILE = "platform.json";

const PLATFORM_FILE = "platform.toml";

/** A platform that apps are held against. Never one that was asked. */
export interface KnownPlatform {
  /** What an environment's apps run on; undefined when its description has errors. */
  readonly facts: (environment: string | undefined) => PlatformFacts | undefined;
  /** Why there are no facts. */
  readonly errors: (environment: string | undefined) => readonly Diagnostic[];
  /** Whether an environment is another platform, with machines of its own. */
  readonly isPlatform: (environment: string) => boolean;
}

/**
 * The platform of apps in a folder: that of a file that is named, a description or what `loco platform pull` wrote, else
 * the platform.toml, else the platform.json, of the nearest folder at or above theirs, and at last at or above the one
 * that a command runs in. Undefined when there is none.
 *
 * @throws LocoError CONFIG_MISSING, FILE_UNKNOWN for a file that is not a platform's
 */
export function platformOf(
  cwd: string,
  { folder = cwd, file }: { readonly folder?: string; readonly file?: string | undefined } = {},
): KnownPlatform | undefined {
  const found = file === undefined ? platformFileOf(cwd, folder) : resolve(cwd, file);
  if (found === undefined) return undefined;
  if (!existsSync(found))
    throw new LocoError("CONFIG_MISSING", `no file ${file}`, {
      hint: "name a platform.toml, or the platform.json that npx loco platform pull writes",
    });
  return isJson(found) ? pulled(cwd, found) : described(cwd, found);
}

/** Path of the file that describes the platform of apps in a folder. */
export const platformFileOf = (cwd: string, folder: string): string | undefined =>
  nearest(folder) ?? nearest(cwd);

/** Looks upwards, as far as the repository goes: what lies above it, others may have put there. */
function nearest(folder: string): string | undefined {
  const file = [PLATFORM_FILE, PULLED_FILE]
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
  if (file !== undefined) return file;
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, ".git")) ? undefined : nearest(above);
}

/** Whether the folder describes a platform. */
export const hasPlatform = (cwd: string): boolean => existsSync(join(cwd, PLATFORM_FILE));

function described(cwd: string, path: string): KnownPlatform {
  const dir = dirname(path);
  // A file that is laid over another one says too little by itself.
  const always = hasPlatform(dir)
    ? /^platform\.([a-z][a-z0-9-]*)\.toml$/.exec(basename(path))?.[1]
    : undefined;
  const base = always === undefined ? basename(path) : PLATFORM_FILE;
  const isPlatform = (environment: string) => always === undefined && hasOverlay(dir, environment, base);
  const known = new Map<string | undefined, Described>();
  const reading = (environment: string | undefined) => {
    const overlay = environment !== undefined && isPlatform(environment) ? environment : always;
    const found = known.get(overlay) ?? describe(dir, overlay, base);
    known.set(overlay, found);
    return found;
  };
  return {
    facts: (environment) => reading(environment).facts,
    errors: (environment) =>
      reading(environment).errors.map((each) => ({ ...each, file: relative(cwd, join(dir, each.file)) })),
    isPlatform,
  };
}

interface Described {
  readonly facts: PlatformFacts | undefined;
  readonly errors: readonly Diagnostic[];
}

function describe(dir: string, environment: string | undefined, base: string): Described {
  const { config, diagnostics } = describePlatform(dir, environment, base);
  return {
    // An app's checks do not look at the address, which only Terraform knows.
    facts: config === undefined ? undefined : publishedPlatform(config, ""),
    errors: diagnostics.filter(({ severity }) => severity === "error"),
  };
}

/** Files may have any name. */
const isJson = (path: string): boolean =>
  !statSync(path).isFile() || readFileSync(path, "utf8").trimStart().startsWith("{");

function pulled(cwd: string, path: string): KnownPlatform {
  try {
    const platform = JSON.parse(readFileSync(path, "utf8")) as PublishedPlatform;
    if (platform.format === 1) return { facts: () => platform, errors: () => [], isPlatform: () => false };
  } catch {
    // Said below.
  }
  throw new LocoError("FILE_UNKNOWN", `${relative(cwd, path)} is not a platform's`, {
    hint: "name a platform.toml, or the platform.json that npx loco platform pull writes",
  });
}
