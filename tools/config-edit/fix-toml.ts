import { isDeepStrictEqual } from "node:util";
import { parse } from "smol-toml";
import { type AST, parseTOML } from "toml-eslint-parser";
import type { Fix } from "../../platform/config/diagnostic.ts";

/**
 * Makes one fix in the text of a TOML file and leaves everything else as it is. Undefined when it cannot be made, because
 * the key stands in a table of one line, or the place that it should have is taken.
 */
export function fixToml(text: string, fix: Fix): string | undefined {
  // The parser refuses the mark that editors of Windows put before the first letter.
  if (text.startsWith("\uFEFF")) {
    const fixed = fixToml(text.slice(1), fix);
    return fixed === undefined ? undefined : `\uFEFF${fixed}`;
  }
  const program = parseTOML(text).body[0];
  const entry = findEntry(program, fix.from);
  if (entry === undefined) return undefined;
  const fixed = fix.kind === "rename" ? renamed(text, entry.key, fix.to) : movedToTop(text, program, entry);
  return fixed !== undefined && says(fixed, wantedBy(text, fix)) ? fixed : undefined;
}

/** The line of a key, where it is one of its own. */
function findEntry(program: AST.TOMLTopLevelTable, from: readonly string[]): AST.TOMLKeyValue | undefined {
  for (const node of program.body) {
    const [table, entries] =
      node.type === "TOMLKeyValue"
        ? [[], [node]]
        : [node.resolvedKey, node.body as readonly AST.TOMLKeyValue[]];
    const found = entries.find((entry) => isDeepStrictEqual([...table, ...entry.key.keys.map(nameOf)], from));
    if (found !== undefined) return found;
  }
  return undefined;
}

const nameOf = (key: AST.TOMLBare | AST.TOMLQuoted): string =>
  key.type === "TOMLBare" ? key.name : key.value;

function renamed(text: string, { keys }: AST.TOMLKey, to: string): string | undefined {
  const last = keys.at(-1);
  return last === undefined ? undefined : text.slice(0, last.range[0]) + to + text.slice(last.range[1]);
}

/** Moves a line behind the last one that stands above all tables. */
function movedToTop(
  text: string,
  { body }: AST.TOMLTopLevelTable,
  entry: AST.TOMLKeyValue,
): string | undefined {
  const lines = text.split("\n");
  const [first, last] = [entry.loc.start.line, entry.loc.end.line];
  const moved = lines.slice(first - 1, last);
  const above = body.filter((node) => node.type === "TOMLKeyValue").at(-1)?.loc.end.line;
  const place = above ?? endOfComment(lines);
  const rest = [...lines.slice(0, first - 1), ...lines.slice(last)];
  // The blank line that set it apart goes with it.
  if (rest[first - 2] === "" && (rest[first - 1] ?? "") === "") rest.splice(first - 2, 1);
  return rest.toSpliced(place, 0, ...moved, ...(above === undefined ? [""] : [])).join("\n");
}

/** Where the comment at a file's beginning ends: behind its blank line. */
function endOfComment(lines: readonly string[]): number {
  const blank = lines.findIndex((line) => !line.startsWith("#"));
  return blank > 0 && lines[blank] === "" ? blank + 1 : 0;
}

type Table = Record<string, unknown>;

/** What the file says once it is fixed; undefined when something is there already. */
function wantedBy(text: string, fix: Fix): Table | undefined {
  const value = structuredClone(parse(text)) as Table;
  const key = fix.from.at(-1) ?? "";
  let table = value;
  for (const part of fix.from.slice(0, -1)) table = table[part] as Table;
  const [target, name] = fix.kind === "rename" ? [table, fix.to] : [value, key];
  if (name in target) return undefined;
  target[name] = table[key];
  delete table[key];
  return value;
}

function says(text: string, wanted: Table | undefined): boolean {
  if (wanted === undefined) return false;
  try {
    return isDeepStrictEqual(structuredClone(parse(text)), structuredClone(wanted));
  } catch {
    return false;
  }
}
