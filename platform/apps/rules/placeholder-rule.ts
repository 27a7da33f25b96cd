import { formatFound, type Problem } from "../../config/diagnostic.ts";
import { looksLikePlaceholder } from "../placeholders.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** Placeholders are filled in in env values, and nowhere else. */
export const placeholderRule: AppRule = {
  reads: [],
  check: ({ environments: _environments, ...file }) => find(file, []),
};

function find(value: unknown, path: Problem["path"]): Problem[] {
  if (typeof value === "string") {
    if (!looksLikePlaceholder(value)) return [];
    const hint =
      'put it into env, for instance ADDRESS = "${app.url}", and read the variable: in command and args as $(ADDRESS)';
    return [
      {
        ...wrong(path, "has a placeholder, and they work in env values only", hint),
        found: formatFound(value),
      },
    ];
  }
  if (Array.isArray(value)) return value.flatMap((each, i) => find(each, [...path, i]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === "env" ? [] : find(each, [...path, key])));
}
