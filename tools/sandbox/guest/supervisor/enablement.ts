import { lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { enabledNames } from "../units/load.ts";

/** Makes the links that start a unit at boot; returns systemd's lines about them. */
export function enable(
  unitDir: string,
  name: string,
  path: string,
  targets: readonly string[],
): readonly string[] {
  return targets.flatMap((target) => {
    const folder = join(unitDir, `${target}.wants`);
    const link = join(folder, name);
    if (isLink(link)) return [];
    mkdirSync(folder, { recursive: true });
    symlinkSync(path, link);
    return [`Created symlink ${link} → ${path}.`];
  });
}

/** Takes a unit out of every target. */
export function disable(unitDir: string, name: string): readonly string[] {
  return readdirSync(unitDir)
    .filter((entry) => entry.endsWith(".target.wants"))
    .map((folder) => join(unitDir, folder, name))
    .filter(isLink)
    .map((link) => {
      rmSync(link);
      return `Removed "${link}".`;
    });
}

/** Whether some target wants the unit. */
export function isEnabled(unitDirs: readonly string[], name: string): boolean {
  return enabledNames(unitDirs).includes(name);
}

/** Links the unit to /dev/null, so that nothing can start it. @throws Error when a file of that name is there. */
export function mask(unitDir: string, name: string): readonly string[] {
  const link = join(unitDir, name);
  mkdirSync(unitDir, { recursive: true });
  symlinkSync("/dev/null", link);
  return [`Created symlink ${link} → /dev/null.`];
}

/** Removes the link that {@link mask} made. */
export function unmask(unitDir: string, name: string): readonly string[] {
  const link = join(unitDir, name);
  if (!isLink(link)) return [];
  rmSync(link);
  return [`Removed "${link}".`];
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
