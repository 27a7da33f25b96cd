import { accessSync, constants, statSync } from "node:fs";
import type { PathCondition } from "../units/unit.ts";

/** The first condition that does not hold, as written in the unit; undefined when all do. */
export function failedCondition(conditions: readonly PathCondition[]): string | undefined {
  const failed = conditions.find((condition) => holds(condition) === condition.negated);
  return failed === undefined ? undefined : `${failed.check} ${failed.negated ? "!" : ""}${failed.path}`;
}

function holds({ check, path }: PathCondition): boolean {
  try {
    const stat = statSync(path);
    if (check === "executable") accessSync(path, constants.X_OK);
    if (check === "directory") return stat.isDirectory();
    return check === "not-empty" ? stat.isFile() && stat.size > 0 : true;
  } catch {
    return false;
  }
}
