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
export function environments(dir: string, base = BASE): string[] {
  const start = overlayFile(base, "").replace(/\.toml$/, "");
  return readdirSync(dir)
    .filter((name) => name !== base && name.startsWith(start) && name.endsWith(".toml"))
    .map((name) => name.slice(start.length, -".toml".length))
    .sort();
}

/** Whether an environment can be one of a platform, and is: its overlay lies beside the description. */
export const hasOverlay = (dir: string, environment: string, base = BASE): boolean =>
  ENVIRONMENT.test(environment) && existsSync(join(dir, overlayFile(base, environment)));

const overlayFile = (base: string, environment: string): string =>
  `${base.replace(/\.toml$/, "")}.${environment}.toml`;

/**
 * Reads `platform.toml` in a folder and, for an environment, `platform.<env>.toml` over it.
 *
 * `rules` are checked beside the configuration's own. A platform.toml of another name has overlays of that name.
 *
 * @throws LocoError CONFIG_MISSING when one of the two is not there.
 */
export function loadPlatform(
  dir: string,
  environment: string | undefined,
  rules: readonly Rule[] = [],
  base = BASE,
): PlatformReading {
  const files: [string, ...string[]] = [base];
  if (environment !== undefined && environment !== "") {
    const overlay = overlayFile(base, environment);
    if (!hasOverlay(dir, environment, base)) {
      const known = environments(dir, base);
      throw new LocoError("CONFIG_MISSING", `no ${overlay} for LOCO_ENV=${environment}`, {
        hint:
          known.length === 0
            ? `unset LOCO_ENV to use ${base} alone`
            : `environments here: ${known.join(", ")}`,
      });
    }
    files.push(overlay);
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
