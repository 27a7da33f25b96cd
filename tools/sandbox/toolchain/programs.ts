import { access, constants, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import type { ToolchainContext } from "./context.ts";

/** The absolute path of a program, looked up in `PATH` unless its name holds a slash; undefined when there is none. */
export async function findProgram(name: string, env: ToolchainContext["env"]): Promise<string | undefined> {
  const candidates = name.includes("/")
    ? [resolve(name)]
    : (env.PATH ?? "")
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => resolve(join(folder, name)));
  for (const path of candidates) if (await isExecutable(path)) return path;
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
