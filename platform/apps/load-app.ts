import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { TextDecoder } from "node:util";
import type { AppSource } from "./source.ts";

/** Name of an app's file. */
export const APP_FILE = "loco.toml";

const LOCK_FILE = "image.lock";

/** Folder of the blueprints, in the platform's. */
export const BLUEPRINTS = "blueprints";

/** Folders below `blueprints/` that hold an app, sorted; none when there is no such folder. */
export function blueprints(dir: string): string[] {
  const folder = join(dir, BLUEPRINTS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, APP_FILE)))
    .sort();
}

/**
 * The files of an app.
 *
 * @param path of loco.toml
 * @param asTyped the path as a person would type it, which diagnostics show
 */
export function loadApp(path: string, asTyped: string): AppSource {
  const dir = join(path, "..");
  const lock = join(dir, LOCK_FILE);
  return {
    file: { file: asTyped, text: readFileSync(path, "utf8") },
    ...(existsSync(lock)
      ? { lock: { file: join(asTyped, "..", LOCK_FILE), text: readFileSync(lock, "utf8") } }
      : {}),
    read: (wanted) => readText(dir, wanted),
  };
}

/** A link must not lead out of the app's folder: whoever renders may read more than whoever wrote the file. */
function readText(dir: string, wanted: string): string | null | undefined {
  const path = join(dir, wanted);
  if (!existsSync(path) || !statSync(path).isFile()) return undefined;
  const inside = relative(realpathSync(dir), realpathSync(path));
  if (inside === ".." || inside.startsWith(`..${sep}`)) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}
