import { createHash } from "node:crypto";
import type { GoModule, GoModuleFiles } from "./go-module.ts";

/** An operating system and processor in Go's words. */
export interface GoPlatform {
  readonly os: string;
  readonly arch: string;
}

/** This machine in Go's words, from Node's. */
export function goPlatform(platform: string, arch: string): GoPlatform {
  const architectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };
  return { os: platform === "win32" ? "windows" : platform, arch: architectures[arch] ?? arch };
}

/**
 * Names one build: equal keys hold equal programs.
 *
 * Go's version is in it through the `go` line of `go.mod`. The compiler's own is not (the manifest records it): to know it,
 * every start would have to run Go, and a finished build must be usable on a machine that has none.
 */
export function buildKey(
  module: GoModule,
  files: GoModuleFiles,
  platform: GoPlatform,
  flags: readonly string[],
): string {
  const parts = [
    files.goMod,
    files.goSum,
    JSON.stringify([module.programs, module.linkerValues, ...(module.incomplete ?? [])]),
    flags,
    platform,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
