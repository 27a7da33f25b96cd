import { existsSync, realpathSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import { basename, dirname, extname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import type { BuildResult, Message } from "esbuild";
import type { Definition } from "../source.ts";
import { BEFORE, collect } from "./realm.ts";

const PACKAGE = "loco-platform";
const SDK = fileURLToPath(new URL("../../sdk.ts", import.meta.url));
const TIME = 5000;

type Failed = Omit<Extract<Definition, { kind: "failed" }>, "kind">;

/**
 * Runs a loco.ts and gives what it exports. It runs in a realm of its own that has the language and nothing else: no
 * files, network, environment, clock or chance, so that the same file is always the same app. That is no wall against
 * somebody who wants to break out (https://nodejs.org/api/vm.html): a loco.ts is code like the rest of the repository.
 *
 * @param path of loco.ts
 * @param root folder that it may import from
 */
export function evaluateDefinition(path: string, root: string): Definition {
  const bundled = bundle(path, root);
  if ("message" in bundled) return { kind: "failed", ...bundled };
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  try {
    new Script(BEFORE).runInContext(context);
    new Script(bundled.code, { filename: path }).runInContext(context, { timeout: TIME });
    const json = new Script(collect("definition")).runInContext(context, { timeout: TIME }) as string;
    const { value, problem } = JSON.parse(json) as { value: Record<string, unknown>; problem?: string };
    return problem === undefined
      ? { kind: "value", value }
      : { kind: "failed", message: problem, line: 1, column: 1 };
  } catch (error) {
    return { kind: "failed", message: messageOf(error), ...placeOf(error, path, bundled.map) };
  }
}

function bundle(path: string, root: string): { code: string; map: string } | Failed {
  // Only who has a loco.ts waits for the compiler to be loaded.
  const { buildSync } = createRequire(import.meta.url)("esbuild") as typeof import("esbuild");
  try {
    const { outputFiles = [], metafile } = buildSync({
      absWorkingDir: dirname(path),
      entryPoints: [path],
      outfile: "loco.js",
      bundle: true,
      write: false,
      metafile: true,
      format: "iife",
      globalName: "definition",
      platform: "neutral",
      target: "es2023",
      sourcemap: "external",
      alias: { [PACKAGE]: SDK },
      // What a folder's own settings of the compiler say must not change what the file means.
      tsconfigRaw: {},
      logLevel: "silent",
    });
    const stranger = Object.keys(metafile?.inputs ?? {}).find(
      (input) => !isOurs(resolve(dirname(path), input), root),
    );
    if (stranger !== undefined)
      return {
        message: `imports ${stranger}; only ${PACKAGE} and .ts, .js and .json files of ${basename(root)}/ can be`,
        line: 1,
        column: 1,
      };
    const text = (name: string) => outputFiles.find((file) => file.path.endsWith(name))?.text ?? "";
    return { code: text(".js"), map: text(".map") };
  } catch (error) {
    const [first] = (error as Partial<BuildResult>).errors ?? [];
    if (first === undefined) throw error;
    return compileError(first, path);
  }
}

/** Whoever renders may read more than whoever wrote the file. */
function isOurs(input: string, root: string): boolean {
  if (!existsSync(input) || input === SDK) return true;
  const inside = relative(realpathSync(root), realpathSync(input));
  const isBelow = inside !== ".." && !inside.startsWith(`..${sep}`);
  return isBelow && !inside.includes("node_modules") && [".ts", ".js", ".json"].includes(extname(input));
}

function compileError({ text, location }: Message, path: string): Failed {
  const message = text.replace(/^Could not resolve/, "cannot import");
  if (location === null) return { message, line: 1, column: 1 };
  const { file, line, column } = location;
  if (resolve(dirname(path), file) === path) return { message, line, column: column + 1 };
  return { message: `${message} (${file}:${line})`, line: 1, column: 1 };
}

/** An error of another realm is no instance of this one's. */
function messageOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: unknown };
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return `does not come to an end within ${TIME / 1000} seconds`;
  const text = typeof message === "string" ? message : String(error);
  return /^\w+ is not defined$/.test(text)
    ? `${text}: a loco.ts has the language and ${PACKAGE}, and reads nothing else`
    : text;
}

function placeOf(error: unknown, path: string, map: string): { line: number; column: number } {
  const nowhere = { line: 1, column: 1 };
  const stack = String((error as { stack?: unknown }).stack ?? "").split("\n");
  for (const frame of stack) {
    const [, line, column] = frame.includes(path) ? (/:(\d+):(\d+)\)?$/.exec(frame) ?? []) : [];
    if (line === undefined || column === undefined) continue;
    const entry = new SourceMap(JSON.parse(map)).findEntry(Number(line) - 1, Number(column) - 1);
    if ("originalSource" in entry && resolve(dirname(path), entry.originalSource) === path)
      return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }
  return nowhere;
}
