import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Diagnostic } from "../../platform/config/diagnostic.ts";
import { environments } from "../../platform/config/load.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { readPlatform } from "../../platform/read-platform.ts";

/** What was checked and what was found. */
export interface Validation {
  /** Files that were read, as the person would type them. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One reading: platform.toml alone or with one overlay. */
interface Subject {
  readonly dir: string;
  readonly environment: string | undefined;
}

/**
 * Checks files of ours. A folder stands for its platform.toml and every overlay beside it.
 *
 * @throws LocoError CONFIG_MISSING for a path that is not there, FILE_UNKNOWN for a file that is not ours.
 */
export function validate(cwd: string, paths: readonly string[]): Validation {
  const subjects = (paths.length === 0 ? ["."] : paths).flatMap((path) =>
    subjectsOf(resolve(cwd, path), path),
  );
  const files = new Set<string>();
  const diagnostics = new Map<string, Diagnostic>();
  for (const { dir, environment } of subjects) {
    const here = (file: string) => relative(cwd, join(dir, file)) || file;
    files.add(here(environment === undefined ? "platform.toml" : `platform.${environment}.toml`));
    for (const found of readPlatform(dir, environment).diagnostics) {
      const diagnostic = { ...found, file: here(found.file) };
      // A mistake in platform.toml shows again under each overlay; once is enough.
      diagnostics.set(JSON.stringify(diagnostic), diagnostic);
    }
  }
  return { files: [...files], diagnostics: [...diagnostics.values()] };
}

function subjectsOf(path: string, asTyped: string): Subject[] {
  if (!existsSync(path)) {
    throw new LocoError("CONFIG_MISSING", `no file or folder ${asTyped}`, {
      hint: "check the path's spelling",
    });
  }
  if (statSync(path).isDirectory()) {
    return [undefined, ...environments(path)].map((environment) => ({ dir: path, environment }));
  }
  const match = /^platform(?:\.([a-z][a-z0-9-]*))?\.toml$/.exec(basename(path));
  if (match === null) {
    throw new LocoError("FILE_UNKNOWN", `${asTyped} is not a file that Loco knows`, {
      hint: "it checks platform.toml and platform.<env>.toml",
    });
  }
  return [{ dir: dirname(path), environment: match[1] }];
}
