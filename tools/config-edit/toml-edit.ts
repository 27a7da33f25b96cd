import { isDeepStrictEqual } from "node:util";
import { parse, patch, TomlFormat } from "@decimalturn/toml-patch";

export type TomlValue =
  | string
  | number
  | boolean
  | readonly TomlValue[]
  | { readonly [key: string]: TomlValue };

/** Where a value stands in a TOML file, as `["pools", 0, "count"]`. */
export type Path = readonly (string | number)[];

/** One change: a path and its new value, or undefined to take the key out. */
export interface Edit {
  readonly path: Path;
  readonly value: TomlValue | undefined;
}

type Container = Record<string | number, unknown>;

/** Makes the changes in a plain object, in place. Tables on the way that are not there are made. */
export function applyEdits(target: object, edits: readonly Edit[]): void {
  for (const { path, value } of edits) {
    const key = path.at(-1);
    if (key === undefined) throw new Error("an edit needs a path");
    let container = target as Container;
    for (const part of path.slice(0, -1)) {
      container[part] ??= {};
      container = container[part] as Container;
    }
    if (value === undefined) delete container[key];
    else container[key] = value;
  }
}

/**
 * Makes the changes in the text of a TOML file, and leaves everything else as it is: comments, order, spaces, line ends.
 *
 * @throws Error when the text that came out does not say exactly what was asked.
 */
export function editToml(text: string, edits: readonly Edit[]): string {
  const wanted = structuredClone(parse(text)) as object;
  applyEdits(wanted, edits);
  const format = TomlFormat.autoDetectFormat(text);
  // Without an inline table to learn from (a brace in a text is none), it would write {a = 1}.
  // The same setting would write [ 1 ].
  const writesList = edits.some(({ value }) => Array.isArray(value));
  if (!/=\s*\{\S/.test(text)) format.bracketSpacing = !writesList;
  const edited = besideComments(text, patch(text, wanted, format));
  if (!isDeepStrictEqual(plain(parse(edited)), plain(wanted)))
    throw new Error("the edited text says something else");
  return edited;
}

/**
 * A key that is new in a table is put at the table's end, which is behind comments that introduce the next table, and
 * the first key outside tables is put before the file's own comment. When one line is all that is new, it is moved: up
 * behind the last line that says something, or down behind the file's comment.
 */
function besideComments(before: string, after: string): string {
  const [old, lines] = [before.split("\n"), after.split("\n")];
  const at = lines.findIndex((line, i) => line !== old[i]);
  const isOneNewLine = at !== -1 && isDeepStrictEqual(lines.toSpliced(at, 1), old);
  if (!isOneNewLine) return after;
  return old.toSpliced(placeFor(old, at), 0, lines[at] ?? "").join("\n");
}

function placeFor(lines: readonly string[], at: number): number {
  const saysNothing = (line = "") => /^\s*(#|$)/.test(line);
  let place = at;
  while (place > 0 && saysNothing(lines[place - 1])) place--;
  if (place > 0) return place;
  const header = lines.findIndex((line) => !saysNothing(line));
  return lines.findLastIndex((line, i) => i < header && line.trim() === "") + 1;
}

/** Parsed tables may differ in prototype alone. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
