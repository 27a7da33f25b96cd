import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StackFiles } from "./app-stacks.ts";

/** Writes what belongs beside the stacks below `outdir`, where it is not there already. */
export function writeStackFiles(outdir: string, stacks: readonly StackFiles[]): void {
  for (const { stack, files } of stacks) {
    for (const { path, bytes } of files) {
      const file = join(outdir, "stacks", stack, path);
      if (existsSync(file) && readFileSync(file).equals(bytes)) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
  }
}
