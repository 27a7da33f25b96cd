import { parse, TomlError } from "smol-toml";
import { type AST, parseTOML } from "toml-eslint-parser";
import type { Diagnostic, Problem } from "./diagnostic.ts";
import { formatKey } from "./diagnostic.ts";
import { notePosition, type Position, type PositionIndex, pointer, positionIn } from "./position-index.ts";
import { isTable } from "./table.ts";
import { tomlHint } from "./toml-hints.ts";
import { writtenTwice } from "./written-twice.ts";

/** A parsed TOML file that can tell where each of its values stands. */
export interface TomlDocument {
  readonly file: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Where this document's paths begin in the file, when it is but one table of it. */
  readonly under?: readonly string[];
  /** Whether the file itself says something at or below this path. */
  has(path: readonly (string | number)[]): boolean;
  /** Where the value stands, or, when it is missing, the nearest table around it. */
  position(path: readonly (string | number)[], atKey?: boolean): Position;
}

/** Parses a file; a syntax error is the one diagnostic of it. */
export function parseTomlDocument(file: string, raw: string): TomlDocument | Diagnostic {
  // The second parser refuses the mark that editors of Windows put before the first letter.
  const text = raw.replace(/^\uFEFF/, "");
  const strange = text.indexOf("\uFFFD");
  if (strange >= 0) {
    const before = text.slice(0, strange).split("\n");
    return {
      severity: "error",
      file,
      line: before.length,
      column: (before.at(-1) ?? "").length + 1,
      key: "",
      message: "a character here cannot be read",
      hint: "save the file as UTF-8 in your editor, and write the character anew if it is lost",
    };
  }
  let value: Record<string, unknown>;
  try {
    value = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // smol-toml's message is followed by an excerpt of the file; a person has the file open already.
    const message = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
    const { line, column } = error;
    const hint = tomlHint(message);
    const twice = message.startsWith("trying to redefine") ? writtenTwice(text, line) : undefined;
    return {
      severity: "error",
      file,
      line,
      column,
      key: twice?.key ?? "",
      message:
        twice === undefined
          ? `not valid TOML: ${message}`
          : `is written twice, first in line ${twice.first}; write it once, as a value or as a table`,
      ...(hint === undefined ? {} : { hint }),
    };
  }
  // The second parser is slower and only needed to report.
  let index: PositionIndex | undefined;
  const positions = () => {
    index ??= indexPositions(parseTOML(text));
    return index;
  };
  return {
    file,
    value,
    has: (path) => positions().values.has(pointer(path)),
    position: (path, atKey = false) => positionIn(positions(), path, atKey) ?? { line: 1, column: 1 },
  };
}

/** One table of a file as a document of its own; empty when the file does not have it. */
export function tableOf(document: TomlDocument, under: readonly string[]): TomlDocument {
  let value: unknown = document.value;
  for (const part of under) value = isTable(value) ? value[part] : undefined;
  return {
    file: document.file,
    value: isTable(value) ? value : {},
    under: [...(document.under ?? []), ...under],
    has: (path) => document.has([...under, ...path]),
    position: (path, atKey) => document.position([...under, ...path], atKey),
  };
}

/** Locates problems in the file that each value came from. */
export function locate(
  problems: readonly Problem[],
  documentFor: (path: readonly (string | number)[]) => TomlDocument,
): Diagnostic[] {
  return problems.map(({ path, atKey, fix, ...problem }) => {
    const document = documentFor(path);
    const under = document.under ?? [];
    return {
      ...problem,
      file: document.file,
      key: formatKey([...under, ...path]),
      ...document.position(path, atKey),
      ...(fix === undefined ? {} : { fix: { ...fix, from: [...under, ...fix.from] } }),
    };
  });
}

const start = (node: AST.TOMLNode): Position => ({
  line: node.loc.start.line,
  column: node.loc.start.column + 1,
});

function indexPositions(program: AST.TOMLProgram): PositionIndex {
  const keys = new Map<string, Position>();
  const values = new Map<string, Position>();
  const visitValue = (node: AST.TOMLContentNode, path: readonly (string | number)[]): void => {
    notePosition(values, path, start(node));
    if (node.type === "TOMLArray") {
      for (const [i, element] of node.elements.entries()) visitValue(element, [...path, i]);
    }
    if (node.type === "TOMLInlineTable") for (const entry of node.body) visitEntry(entry, path);
  };
  const visitEntry = (entry: AST.TOMLKeyValue, table: readonly (string | number)[]): void => {
    let path = table;
    for (const part of entry.key.keys) {
      path = [...path, part.type === "TOMLBare" ? part.name : part.value];
      notePosition(keys, path, start(part));
      notePosition(values, path, start(entry.value));
    }
    visitValue(entry.value, path);
  };
  for (const node of program.body[0].body) {
    if (node.type === "TOMLKeyValue") {
      visitEntry(node, []);
      continue;
    }
    node.resolvedKey.forEach((_, i) => {
      const path = node.resolvedKey.slice(0, i + 1);
      notePosition(keys, path, start(node));
      notePosition(values, path, start(node));
    });
    for (const entry of node.body) visitEntry(entry, node.resolvedKey);
  }
  return { keys, values };
}
