import type { Diagnostic, Problem } from "./diagnostic.ts";
import { documentOf, mergeTables } from "./overlay.ts";
import type { Position } from "./position-index.ts";
import type { Rule } from "./rules/rule.ts";
import { type AllKeys, schemaProblems, type Validator } from "./schema-problems.ts";
import type { Table } from "./table.ts";
import { locate, type TomlDocument } from "./toml-document.ts";

/** A configuration file's name, as the person would type it, and its text. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** How one kind of file is read. */
export interface Kind<Config> {
  /** Checks against the schema and fills in its defaults, in place. */
  readonly validate: Validator;
  readonly allKeys: AllKeys;
  /** Fills in, in place, what the schema cannot; `broken` are the top-level keys that are wrong by themselves. */
  readonly complete: (value: Config, broken: ReadonlySet<unknown>) => void;
  /** Puts a problem with the schema into better words. */
  readonly explain?: (problem: Problem) => Problem;
  readonly rules: readonly Rule<Config>[];
}

/** What reading a file gave: a configuration when no diagnostic is an error. */
export interface Reading<Config> {
  readonly config?: Config;
  readonly diagnostics: readonly Diagnostic[];
  /** Where a key stands, as `platform.toml:12`: in the last file that has it. Undefined when it is a default. */
  readonly placeOf: (path: Problem["path"]) => string | undefined;
  /** Where a problem of a key is shown. */
  readonly positionOf: (path: Problem["path"]) => Position;
}

/** Places in a file that could not be read. */
export const NOWHERE: Pick<Reading<unknown>, "placeOf" | "positionOf"> = {
  placeOf: () => undefined,
  positionOf: () => ({ line: 1, column: 1 }),
};

/**
 * Reads documents laid over each other, in order, and reports everything that is wrong with them at once. A rule across
 * keys is checked when the keys it reads are right by themselves.
 */
export function readDocuments<Config>(
  documents: readonly [TomlDocument, ...TomlDocument[]],
  { validate, allKeys, complete, explain = (problem) => problem, rules }: Kind<Config>,
): Reading<Config> {
  // Validation fills in defaults in place, so it works on a copy.
  const value = structuredClone(
    documents.map((document): Table => document.value).reduce(mergeTables),
  ) as Config;
  const problems = schemaProblems(validate, value, allKeys).map(explain);
  const broken = new Set<unknown>(problems.map(({ path }) => path[0]));
  complete(value, broken);
  const sound = rules.filter(({ reads }) => !reads.some((key) => broken.has(key)));
  problems.push(...sound.flatMap(({ check }) => check(value)));
  const diagnostics = locate(problems, (path) => documentOf(documents, path));
  const placeOf = (path: Problem["path"]) => {
    const said = documents.findLast((document) => document.has(path));
    return said === undefined ? undefined : `${said.file}:${said.position(path).line}`;
  };
  const places = {
    placeOf,
    positionOf: (path: Problem["path"]) => documentOf(documents, path).position(path),
  };
  return diagnostics.some(({ severity }) => severity === "error")
    ? { diagnostics, ...places }
    : { config: value, diagnostics, ...places };
}
