import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { interpretUnit } from "./interpret.ts";
import type { Unit } from "./unit.ts";
import { parseUnitFile } from "./unit-file.ts";

/** What is on disk under a unit's name. */
export type LoadResult =
  | { readonly kind: "loaded"; readonly unit: Unit; readonly path: string }
  | { readonly kind: "masked" }
  | { readonly kind: "missing" };

/**
 * Loads a unit and its drop-ins (`<unit>.d/*.conf`, by file name) from the first of `unitDirs` that has it.
 *
 * @throws UnitInvalid when a file of it has mistakes.
 */
export function loadUnit(name: string, unitDirs: readonly string[], hostname: string): LoadResult {
  const path = unitDirs.map((dir) => join(dir, name)).find(isPresent);
  if (path === undefined) return { kind: "missing" };
  if (isMasked(path)) return { kind: "masked" };
  const dropIns = unitDirs.flatMap((dir) => {
    const folder = join(dir, `${name}.d`);
    const files = existsSync(folder) ? readdirSync(folder) : [];
    return files.filter((file) => file.endsWith(".conf")).map((file) => ({ file, path: join(folder, file) }));
  });
  dropIns.sort((a, b) => (a.file < b.file ? -1 : 1));
  const directives = [path, ...dropIns.map((dropIn) => dropIn.path)].flatMap((file) =>
    parseUnitFile(readFileSync(file, "utf8"), file),
  );
  return { kind: "loaded", unit: interpretUnit(name, hostname, directives), path };
}

/** The names of all services and timers in the unit folders. */
export function unitNames(unitDirs: readonly string[]): readonly string[] {
  const names = unitDirs.filter((dir) => existsSync(dir)).flatMap((dir) => readdirSync(dir));
  return [...new Set(names.filter((name) => /\.(service|timer)$/.test(name)))].sort();
}

/** Names that a target wants: the links in `<unitDir>/*.target.wants`. */
export function enabledNames(unitDirs: readonly string[]): readonly string[] {
  const wants = unitDirs
    .filter((dir) => existsSync(dir))
    .flatMap((dir) =>
      readdirSync(dir)
        .filter((name) => /\.target\.(wants|requires)$/.test(name))
        .map((name) => join(dir, name)),
    );
  return [...new Set(wants.flatMap((folder) => readdirSync(folder)))].sort();
}

function isMasked(path: string): boolean {
  try {
    return readlinkSync(path) === "/dev/null";
  } catch {
    return false;
  }
}

function isPresent(path: string): boolean {
  return existsSync(path) || isMasked(path);
}
