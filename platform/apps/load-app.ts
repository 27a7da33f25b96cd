import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { TextDecoder } from "node:util";
import type { SourceFile } from "../config/read-documents.ts";
import { evaluateDefinition } from "./definition/evaluate.ts";
import type { AppSource, Definition } from "./source.ts";

/** Name of an app's file. */
export const APP_FILE = "loco.toml";

/** Name of an app's file that is written in TypeScript. */
export const DEFINITION_FILE = "loco.ts";

const LOCK_FILE = "image.lock";

/** Folder of the blueprints, in the platform's. */
export const BLUEPRINTS = "blueprints";

/** Folders below `blueprints/` that hold an app, sorted; none when there is no such folder. */
export function blueprints(dir: string): string[] {
  const folder = join(dir, BLUEPRINTS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => appFileIn(join(folder, name)) !== undefined)
    .sort();
}

/** Path of the file that describes the app of a folder: loco.toml, else loco.ts. */
export function appFileIn(dir: string): string | undefined {
  return [APP_FILE, DEFINITION_FILE].map((name) => join(dir, name)).find(isThere);
}

/** Also for a link that leads nowhere, which somebody takes for the file. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The files of an app.
 *
 * @param path of loco.toml or loco.ts
 * @param asTyped the path as a person would type it, which diagnostics show
 */
export function loadApp(path: string, asTyped: string): AppSource {
  const dir = join(path, "..");
  const lock = join(dir, LOCK_FILE);
  const file = readWhole(path, asTyped);
  const locked = existsSync(lock) ? readWhole(lock, join(asTyped, "..", LOCK_FILE)) : undefined;
  const failed = [file, locked].find((each) => each !== undefined && "kind" in each);
  const definition = failed !== undefined && "kind" in failed ? failed : definitionAt(path, asTyped);
  return {
    file: "text" in file ? file : { file: asTyped, text: "" },
    ...(definition === undefined ? {} : { definition }),
    ...(locked !== undefined && "text" in locked ? { lock: locked } : {}),
    read: (wanted) => readText(dir, wanted),
  };
}

/** A file's text, or why there is none: one file that cannot be read must not stop the work on all others. */
function readWhole(path: string, asTyped: string): SourceFile | Extract<Definition, { kind: "failed" }> {
  const unread = (why: string) =>
    ({ kind: "failed", message: `${basename(path)} cannot be read: ${why}`, line: 1, column: 1 }) as const;
  try {
    if (statSync(path).isDirectory()) return unread("it is a folder");
    return { file: asTyped, text: readFileSync(path, "utf8") };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ELOOP") return unread("it is a link that leads nowhere");
    return unread(code === "EACCES" ? "its permissions do not let you" : message);
  }
}

function definitionAt(path: string, asTyped: string): Definition | undefined {
  const dir = dirname(path);
  const both = [APP_FILE, DEFINITION_FILE];
  if (both.every((name) => existsSync(join(dir, name)))) {
    const [toml, ts] = both.map((name) => join(dirname(asTyped), name));
    return {
      kind: "failed",
      message: `the folder holds ${toml} and ${ts}, and an app is one of them`,
      hint: "delete the one that does not count",
      line: 1,
      column: 1,
    };
  }
  if (basename(path) !== DEFINITION_FILE) return undefined;
  // Blueprints may share code with each other.
  const parent = dirname(dir);
  return evaluateDefinition(path, basename(parent) === BLUEPRINTS ? parent : dir);
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
