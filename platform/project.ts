import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PlatformFacts } from "./apps/source.ts";
import { type Diagnostic, formatDiagnostics } from "./config/diagnostic.ts";
import { hasOverlay } from "./config/load.ts";
import type { PlatformConfig } from "./config/platform-config.gen.ts";
import { LocoError } from "./errors/loco-error.ts";
import { hasPlatform, PULLED_FILE, platformOf } from "./platform-facts.ts";
import { publishedPlatform } from "./published/published-platform.ts";
import { readBlueprints } from "./read-blueprints.ts";
import type { InstanceReading } from "./read-instances.ts";
import { readPlatform } from "./read-platform.ts";
import type { AppPlatform } from "./stacks/app-place.ts";

/** What a folder describes in an environment, as its stacks need it. */
export interface Project {
  /** Absent where the folder only has apps of a platform that is described elsewhere. */
  readonly config?: PlatformConfig;
  readonly platform: AppPlatform;
  readonly facts: PlatformFacts;
  readonly apps: readonly InstanceReading[];
  /** What is wrong with the platform, and no more than a warning. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads a folder: its platform.toml, or the facts of a platform that `loco platform pull` wrote; and its blueprints. An
 * environment may be one of the platform, of apps, or both.
 *
 * @throws LocoError CONFIG_INVALID for mistakes in platform.toml, CONFIG_MISSING for an environment that nothing says anything of
 */
export function readProject(dir: string, environment: string | undefined): Project {
  const { config, warnings, facts, platform } = readSurroundings(dir, environment);
  const isPlatform = (each: string) => isPlatformEnvironment(dir, each);
  const apps = readBlueprints(dir, { environment, isPlatform, platform: facts });
  // It says which environments there are.
  if (environment !== undefined && platform.environment === undefined && apps.length === 0)
    readPlatform(dir, environment);
  return { ...(config === undefined ? {} : { config }), platform, facts, apps, warnings };
}

/** Whether an environment is one of the platform. */
const isPlatformEnvironment = (dir: string, environment: string): boolean =>
  hasPlatform(dir) && hasOverlay(dir, environment);

/**
 * What a folder says of the platform that apps run on in an environment.
 *
 * @throws LocoError CONFIG_INVALID, CONFIG_MISSING
 */
export function readSurroundings(dir: string, environment: string | undefined) {
  const own = environment !== undefined && isPlatformEnvironment(dir, environment) ? environment : undefined;
  const { config, warnings, facts } = readFacts(dir, own);
  const platform: AppPlatform = {
    name: facts.name,
    state: config?.state ?? { backend: "local" },
    providers: config?.providers ?? {},
    environment: own,
  };
  return { config, warnings, facts, platform };
}

function readFacts(dir: string, environment: string | undefined) {
  const isPulled = !hasPlatform(dir) && existsSync(join(dir, PULLED_FILE));
  const pulled = isPulled ? platformOf(dir, { file: PULLED_FILE })?.facts(environment) : undefined;
  if (pulled !== undefined) return { facts: pulled, warnings: [] };
  const { config, diagnostics } = readPlatform(dir, environment);
  if (config === undefined) throw new LocoError("CONFIG_INVALID", formatDiagnostics(diagnostics));
  // Only Terraform knows the address, and no app's values need it.
  return { config, warnings: diagnostics, facts: publishedPlatform(config, "") };
}
