import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { LocoError } from "../errors/loco-error.ts";
import { type PlatformReading, readPlatformConfig } from "./platform-config.ts";
import type { SourceFile } from "./read-documents.ts";
import type { Rule } from "./rules/rule.ts";

const BASE = "platform.toml";

/** Name of an environment, as LOCO_ENV gives it. */
const ENVIRONMENT = /^[a-z][a-z0-9-]*$/;

/** Environments that have an overlay file in the folder, sorted. */
export function environments(dir: string): string[] {
  return readdirSync(dir)
    .map((name) => /^platform\.(.+)\.toml$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/**
 * Reads `platform.toml` in a folder and, for an environment, `platform.<env>.toml` over it.
 *
 * `rules` are checked beside the configuration's own.
 *
 * @throws LocoError CONFIG_MISSING when one of the two is not there.
 */
export function loadPlatform(
  dir: string,
  environment: string | undefined,
  rules: readonly Rule[] = [],
): PlatformReading {
  const files: [string, ...string[]] = [BASE];
  if (environment !== undefined && environment !== "") {
    if (!ENVIRONMENT.test(environment) || !existsSync(join(dir, `platform.${environment}.toml`))) {
      const known = environments(dir);
      throw new LocoError("CONFIG_MISSING", `no platform.${environment}.toml for LOCO_ENV=${environment}`, {
        hint:
          known.length === 0
            ? "unset LOCO_ENV to use platform.toml alone"
            : `environments here: ${known.join(", ")}`,
      });
    }
    files.push(`platform.${environment}.toml`);
  }
  const sources = files.map((file): SourceFile => {
    if (!existsSync(join(dir, file))) {
      throw new LocoError("CONFIG_MISSING", `no ${file} in ${dir}`, {
        hint: "run this in the platform's folder, the one that holds platform.toml",
      });
    }
    if (statSync(join(dir, file)).isDirectory())
      throw new LocoError("FILE_REFUSED", `${file} cannot be read: it is a folder`);
    return { file, text: readFileSync(join(dir, file), "utf8") };
  });
  return readPlatformConfig(sources as [SourceFile, ...SourceFile[]], rules);
}
