import { notePosition, type Position, type PositionIndex } from "../../config/position-index.ts";

type Path = readonly (string | number)[];

const OPENING: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };
const TRIVIA = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+/uy;
const START = /^export\s+default\s+(?:defineApp\s*\(\s*)?/m;

/** Positions of the keys that a loco.ts writes out, and of its default export. */
export interface DefinitionPositions extends PositionIndex {
  readonly start: Position;
}

/**
 * Finds the keys of the object that a loco.ts gives to `defineApp`, without understanding the language: strings, comments
 * and brackets are enough to follow nested objects and lists. What is put together elsewhere (a spread, a variable, a
 * function) has no position; its diagnostics then stand at the nearest key around it.
 */
export function definitionPositions(text: string): DefinitionPositions {
  const index: PositionIndex = { keys: new Map(), values: new Map() };
  const at = positionsOf(text);
  const start = START.exec(text);
  if (start === null) return { ...index, start: { line: 1, column: 1 } };
  let here = start.index + start[0].length;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = here;
    const found = pattern.exec(text)?.[0];
    here += found?.length ?? 0;
    return found;
  };
  const trivia = () => match(TRIVIA);
  /** Goes behind a string, template or bracket, or one character on. */
  const skipOne = (): void => {
    const first = text[here] ?? "";
    here++;
    if (first === '"' || first === "'" || first === "`") skipString(first);
    else if (first in OPENING) skipUntil(OPENING[first] ?? "");
  };
  const skipString = (quote: string): void => {
    while (here < text.length && text[here] !== quote) {
      if (text[here] === "\\") here += 2;
      else if (quote === "`" && text.startsWith("${", here)) {
        here += 2;
        skipUntil("}");
      } else here++;
    }
    here++;
  };
  const skipUntil = (end: string): void => {
    for (trivia(); here < text.length && text[here] !== end; trivia()) skipOne();
    here++;
  };
  const skipExpression = (): void => {
    for (trivia(); here < text.length && !/[,}\])]/.test(text[here] ?? ""); trivia()) skipOne();
  };
  const key = (): string | undefined => {
    const quote = text[here];
    if (quote !== '"' && quote !== "'") return match(NAME);
    const from = here;
    skipOne();
    return text.slice(from + 1, here - 1).replaceAll(/\\(.)/g, "$1");
  };
  const value = (path: Path): void => {
    trivia();
    notePosition(index.values, path, at(here));
    const first = text[here];
    if (first === "{") entries("}", () => member(path));
    else if (first === "[") {
      let i = 0;
      entries("]", () => value([...path, i++]));
    }
    skipExpression();
  };
  const entries = (end: string, entry: () => void): void => {
    here++;
    for (trivia(); here < text.length && text[here] !== end; trivia()) {
      const before = here;
      if (text[here] === ",") here++;
      else entry();
      // A bracket of another kind: the file is not TypeScript, which the compiler has said.
      if (here === before) here++;
    }
    here++;
  };
  const member = (path: Path): void => {
    const position = at(here);
    const name = key();
    trivia();
    if (name !== undefined && text[here] === ":") {
      here++;
      notePosition(index.keys, [...path, name], position);
      value([...path, name]);
      return;
    }
    if (name !== undefined && /[,}]/.test(text[here] ?? "")) {
      notePosition(index.keys, [...path, name], position);
      notePosition(index.values, [...path, name], position);
    }
    skipExpression();
  };

  trivia();
  if (text[here] === "{") value([]);
  return { ...index, start: at(start.index) };
}

/** From an offset in a text to its line and column. */
function positionsOf(text: string): (offset: number) => Position {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}
