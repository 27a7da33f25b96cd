import { isDeepStrictEqual } from "node:util";
import { isTable, type Table } from "../../../platform/config/table.ts";
import type { DiffLine } from "./line-diff.ts";

/** What changes from one object to another, as lines of its literal in a loco.ts, each within the objects around it. */
export function objectLines(before: Table, after: Table, indent = ""): DiffLine[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): DiffLine[] => {
    const [old, now] = [before[key], after[key]];
    if (isDeepStrictEqual(old, now)) return [];
    const line = (sign: DiffLine["sign"], text: string) => ({ sign, text: `${indent}${text}` });
    if (isTable(old) && isTable(now))
      return [line(" ", `${literalKey(key)}: {`), ...objectLines(old, now, `${indent}  `), line(" ", "},")];
    return [
      ...(old === undefined ? [] : [line("-", `${literalKey(key)}: ${literal(old)},`)]),
      ...(now === undefined ? [] : [line("+", `${literalKey(key)}: ${literal(now)},`)]),
    ];
  });
}

const literalKey = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (!isTable(value)) return JSON.stringify(value) ?? String(value);
  const entries = Object.entries(value).map(([key, each]) => `${literalKey(key)}: ${literal(each)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
