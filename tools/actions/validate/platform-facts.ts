import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { PlatformFacts } from "../../../platform/apps/source.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { PublishedPlatform } from "../../../platform/published/published-platform.gen.ts";
import { publishedPlatform } from "../../../platform/published/published-platform.ts";
import { describePlatform } from "../../../platform/read-platform.ts";

/** Facts of the platform that an environment's apps run on. */
export type FactsFor = (environment: string | undefined) => PlatformFacts | undefined;

/**
 * Where an app's checks have the platform's facts from: a file that `loco platform pull` wrote, else the platform.toml of
 * the folder, with the overlay of the same environment where there is one. Never from a cluster.
 *
 * @throws LocoError CONFIG_MISSING, FILE_UNKNOWN for a file that is not a platform's
 */
export function platformFacts(cwd: string, file: string | undefined): FactsFor {
  if (file !== undefined) {
    const facts = pulled(cwd, file);
    return () => facts;
  }
  const known = new Map<string | undefined, PlatformFacts | undefined>();
  return (environment) => {
    const overlay = existsSync(join(cwd, `platform.${environment}.toml`)) ? environment : undefined;
    if (!known.has(overlay)) known.set(overlay, described(cwd, overlay));
    return known.get(overlay);
  };
}

function described(cwd: string, environment: string | undefined): PlatformFacts | undefined {
  if (!existsSync(join(cwd, "platform.toml"))) return undefined;
  const { config } = describePlatform(cwd, environment);
  // An app's checks do not look at the address, which only Terraform knows.
  return config === undefined ? undefined : publishedPlatform(config, "");
}

function pulled(cwd: string, file: string): PlatformFacts {
  const path = resolve(cwd, file);
  if (!existsSync(path)) {
    throw new LocoError("CONFIG_MISSING", `no file ${file}`, { hint: "npx loco platform pull writes it" });
  }
  try {
    const platform = JSON.parse(readFileSync(path, "utf8")) as PublishedPlatform;
    if (platform.format === 1) return platform;
  } catch {
    // Said below.
  }
  throw new LocoError("FILE_UNKNOWN", `${file} is not a platform's`, {
    hint: "npx loco platform pull writes one",
  });
}
