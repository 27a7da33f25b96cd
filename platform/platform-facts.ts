import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { PlatformFacts } from "./apps/source.ts";
import { LocoError } from "./errors/loco-error.ts";
import type { PublishedPlatform } from "./published/published-platform.gen.ts";
import { publishedPlatform } from "./published/published-platform.ts";
import { describePlatform } from "./read-platform.ts";

/** File that `loco platform pull` writes. */
export const PULLED_FILE = "platform.json";

/** Facts of the platform that an environment's apps run on. */
export type FactsFor = (environment: string | undefined) => PlatformFacts | undefined;

/**
 * Where an app's checks and stacks have the platform's facts from: a file that is named, platform.toml or what `loco platform pull`
 * wrote, else the platform.toml of the folder, with the overlay of the same environment where there is one, else its
 * platform.json. Never from a cluster.
 *
 * @throws LocoError CONFIG_MISSING, FILE_UNKNOWN for a file that is not a platform's
 */
export function platformFacts(cwd: string, file: string | undefined): FactsFor {
  if (file !== undefined && !existsSync(resolve(cwd, file)))
    throw new LocoError("CONFIG_MISSING", `no file ${file}`, {
      hint: "name a platform.toml, or the platform.json that npx loco platform pull writes",
    });
  if (file !== undefined && basename(file) === "platform.toml")
    return describedIn(dirname(resolve(cwd, file)));
  const other = file ?? (hasPlatform(cwd) || !existsSync(join(cwd, PULLED_FILE)) ? undefined : PULLED_FILE);
  if (other === undefined) return describedIn(cwd);
  const facts = pulled(cwd, other);
  return () => facts;
}

/** From the platform.toml of a folder. */
function describedIn(cwd: string): FactsFor {
  const known = new Map<string | undefined, PlatformFacts | undefined>();
  return (environment) => {
    const overlay = environment !== undefined && hasOverlay(cwd, environment) ? environment : undefined;
    if (!known.has(overlay)) known.set(overlay, described(cwd, overlay));
    return known.get(overlay);
  };
}

/** Whether the folder describes a platform. */
export const hasPlatform = (cwd: string): boolean => existsSync(join(cwd, "platform.toml"));

/** Whether an environment is one of the platform, which then is another one there. */
export const hasOverlay = (cwd: string, environment: string): boolean =>
  /^[a-z][a-z0-9-]*$/.test(environment) && existsSync(join(cwd, `platform.${environment}.toml`));

function described(cwd: string, environment: string | undefined): PlatformFacts | undefined {
  if (!hasPlatform(cwd)) return undefined;
  const { config } = describePlatform(cwd, environment);
  // An app's checks do not look at the address, which only Terraform knows.
  return config === undefined ? undefined : publishedPlatform(config, "");
}

function pulled(cwd: string, file: string): PlatformFacts {
  try {
    const platform = JSON.parse(readFileSync(resolve(cwd, file), "utf8")) as PublishedPlatform;
    if (platform.format === 1) return platform;
  } catch {
    // Said below.
  }
  throw new LocoError("FILE_UNKNOWN", `${file} is not a platform's`, {
    hint: "name a platform.toml, or the platform.json that npx loco platform pull writes",
  });
}
