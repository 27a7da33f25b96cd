import { homedir } from "node:os";
import { join } from "node:path";
import type { Reporter } from "../../console/reporter.ts";

/** What every part of the toolchain is given. */
export interface ToolchainContext {
  /** The `loco-platform` folder in the user's cache; nothing is written anywhere else. Absolute. */
  readonly cacheDir: string;
  readonly reporter: Reporter;
  /** The environment programs are looked up in and started with; usually `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Loco's folder in the user's cache. */
export function cacheDir(env: ToolchainContext["env"]): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME ?? homedir(), ".cache"), "loco-platform");
}
