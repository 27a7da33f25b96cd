import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Diagnostic } from "../../../platform/config/diagnostic.ts";
import { fixToml } from "../../config-edit/fix-toml.ts";
import type { Validation } from "./validate.ts";

/** Fixes that were made and what is left to do by hand. */
export interface Fixed {
  /** As `file:line  key  what was done`. */
  readonly done: readonly string[];
  readonly validation: Validation;
}

/** Mends what can be mended without asking, one mistake after the other, and checks again each time. */
export function fixAll(cwd: string, check: () => Validation): Fixed {
  const done: string[] = [];
  const tried = new Set<string>();
  for (;;) {
    const validation = check();
    const next = validation.diagnostics.find((each) => each.fix !== undefined && !tried.has(keyOf(each)));
    if (next?.fix === undefined) return { done, validation };
    tried.add(keyOf(next));
    const path = resolve(cwd, next.file);
    const fixed = fixToml(readFileSync(path, "utf8"), next.fix);
    if (fixed === undefined) continue;
    writeFileSync(`${path}.new`, fixed, { mode: statSync(path).mode });
    renameSync(`${path}.new`, path);
    const what = next.fix.kind === "rename" ? `renamed to ${next.fix.to}` : "moved to the top";
    done.push(`${next.file}:${next.line}  ${next.fix.from.join(".")}  ${what}`);
  }
}

const keyOf = ({ file, fix }: Diagnostic): string => JSON.stringify([file, fix]);
