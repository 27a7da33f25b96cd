import { mirroredChartsRule } from "./addons/mirrored-charts-rule.ts";
import { addonRules } from "./addons/rules.ts";
import { userDataSizeRule } from "./cluster/cloud-init/size-rule.ts";
import { formatDiagnostics } from "./config/diagnostic.ts";
import { loadPlatform } from "./config/load.ts";
import type { PlatformConfig } from "./config/platform-config.gen.ts";
import type { PlatformReading } from "./config/platform-config.ts";
import { LocoError } from "./errors/loco-error.ts";
import { sharedBlueprintsRule } from "./shared-blueprints-rule.ts";

/** A platform's description that has no mistakes. */
export interface ValidReading extends PlatformReading {
  readonly config: PlatformConfig;
}

const RULES = [...addonRules, userDataSizeRule];

/** Reads the platform's description with every check that needs no cloud: what synth and `loco validate` share. */
export function readPlatform(dir: string, environment: string | undefined): PlatformReading {
  return loadPlatform(dir, environment, [...RULES, mirroredChartsRule(dir), sharedBlueprintsRule(dir)]);
}

/** Reads the platform's description for what needs no charts of its mirror at hand. */
export const describePlatform = (
  dir: string,
  environment: string | undefined,
  base?: string,
): PlatformReading => loadPlatform(dir, environment, RULES, base);

/**
 * Reads the platform's description for what can do nothing without it. Charts need not be at hand: one of these commands
 * fetches them.
 *
 * @throws LocoError CONFIG_MISSING, CONFIG_INVALID with every mistake
 */
export function requirePlatform(dir: string, environment: string | undefined): ValidReading {
  const { config, ...reading } = describePlatform(dir, environment);
  if (config !== undefined) return { config, ...reading };
  throw new LocoError(
    "CONFIG_INVALID",
    `platform.toml has mistakes\n${formatDiagnostics(reading.diagnostics)}`,
    {
      hint: "mend them, and run this again",
    },
  );
}
