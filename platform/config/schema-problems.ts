import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { distance } from "fastest-levenshtein";
import { misspeltName, nearName } from "../errors/near-name.ts";
import { formatFound, type Problem } from "./diagnostic.ts";
import { formats } from "./formats.ts";

/** What Ajv makes of a schema: after a call that gives false, it holds the errors. */
export type Validator = ((value: unknown) => boolean) & Pick<ValidateFunction, "errors">;

/** Where a person finds all keys of a table, in words; the path is the table's. */
export type AllKeys = (table: Problem["path"]) => string;

/**
 * Checks a value against a schema and fills in the schema's defaults, in place. Beside standard keywords a schema of ours
 * may hold `x-error`: the words to use when its value breaks any rule other than being absent or of another type; and
 * `x-hint`: what to do about a value of another type.
 */
export function schemaProblems(validate: Validator, value: unknown, allKeys: AllKeys): Problem[] {
  return validate(value) ? [] : toProblems(validate.errors ?? [], value, allKeys);
}

function toProblems(errors: readonly ErrorObject[], value: unknown, allKeys: AllKeys): Problem[] {
  const problems = new Map<string, Problem>();
  for (const error of errors) {
    const problem = toProblem(error, parsePointer(error.instancePath, value), allKeys);
    if (problem === undefined) continue;
    const key = JSON.stringify(problem.path);
    // One value, one complaint: the first rule it broke.
    if (!problems.has(key)) problems.set(key, problem);
  }
  return [...problems.values()];
}

function toProblem(error: ErrorObject, path: Problem["path"], allKeys: AllKeys): Problem | undefined {
  const parent = error.parentSchema as Record<string, unknown>;
  // What is wrong with a name is reported by propertyNames, which knows the key.
  if (error.propertyName !== undefined) return undefined;
  switch (error.keyword) {
    case "required": {
      const key = String(error.params.missingProperty);
      const properties = parent.properties as Record<string, Record<string, unknown>> | undefined;
      const about = properties?.[key];
      const words = String(about?.["x-error"] ?? "must be");
      const example = (about?.examples as unknown[] | undefined)?.[0];
      const required =
        example === undefined ? "is required" : `is required, for instance ${formatFound(example)}`;
      // "must be ..." is about a value that is there.
      return {
        severity: "error",
        path: [...path, key],
        message: words.startsWith("must be") ? required : words,
      };
    }
    case "additionalProperties":
    case "propertyNames": {
      const key = String(error.params.additionalProperty ?? error.params.propertyName);
      const names = parent.propertyNames as
        | { readonly enum?: readonly string[]; readonly format?: string; readonly "x-error"?: string }
        | undefined;
      const words =
        names?.["x-error"] ?? (names?.format === undefined ? undefined : expectedOf(names.format));
      if (words !== undefined)
        return { severity: "error", path: [...path, key], atKey: true, message: words };
      const known = names?.enum ?? Object.keys((parent.properties as object | undefined) ?? {});
      return unknownKey(path, key, known, allKeys);
    }
    case "enum":
      return invalid(
        path,
        error,
        parent,
        `must be one of ${(parent.enum as unknown[]).map(formatFound).join(", ")}`,
      );
    case "type":
      return {
        severity: "error",
        path,
        message: `must be ${typeWords([parent.type].flat().map(String))}`,
        found: formatFound(error.data),
        ...(parent["x-hint"] === undefined ? {} : { hint: String(parent["x-hint"]) }),
      };
    case "format":
      return invalid(path, error, parent, expectedOf(String(parent.format)));
    case "minLength":
      return invalid(path, error, parent, "must not be empty");
    case "uniqueItems":
      return invalid(path, error, parent, "must not list a value twice");
    case "minimum":
      return invalid(path, error, parent, `must be at least ${parent.minimum}`);
    case "maximum":
      return invalid(path, error, parent, `must be at most ${parent.maximum}`);
    default:
      return invalid(path, error, parent, String(error.message).toLowerCase());
  }
}

function invalid(
  path: Problem["path"],
  error: ErrorObject,
  parent: Record<string, unknown>,
  otherwise: string,
): Problem {
  const message = String(parent["x-error"] ?? otherwise);
  return { severity: "error", path, message, found: formatFound(error.data) };
}

const expectedOf = (format: string) => formats[format]?.expected ?? `must be a ${format}`;

/** So many keys are named where one is unknown; of more, those that are spelt most like it. */
const NAMED_KEYS = 8;

function unknownKey(
  table: Problem["path"],
  key: string,
  known: readonly string[],
  allKeys: AllKeys,
): Problem {
  const guess = nearName(key, known);
  const path = [...table, key];
  const problem = { severity: "error", path, atKey: true } as const;
  if (guess === undefined) {
    const named =
      known.length <= NAMED_KEYS
        ? known
        : known.toSorted((a, b) => distance(key, a) - distance(key, b)).slice(0, NAMED_KEYS - 2);
    const message = `unknown key; known here: ${named.join(", ")}`;
    const others = known.length - named.length;
    return others === 0
      ? { ...problem, message }
      : { ...problem, message: `${message} and ${others} more`, hint: `all: ${allKeys(table)}` };
  }
  return {
    ...problem,
    message: `unknown key; did you mean ${guess}?`,
    // What is no slip may have meant something else, as cpu_max that is no cpu: a person decides.
    ...(guess === misspeltName(key, known)
      ? { fix: { kind: "rename", from: path.map(String), to: guess } as const }
      : {}),
  };
}

const ARTICLES: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  object: "a table",
  string: "a text in quotes",
};

const typeWords = (types: readonly string[]) =>
  [types.slice(0, -1).map(article).join(", "), types.slice(-1).map(article).join("")]
    .filter((part) => part !== "")
    .join(" or ");

const article = (type: string) => ARTICLES[type] ?? type;

/** A JSON pointer does not tell list positions from keys that are numbers; the value does. */
function parsePointer(text: string, value: unknown): (string | number)[] {
  let around = value;
  return text
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => {
      const step = Array.isArray(around) ? Number(part) : part;
      around = (around as Record<string | number, unknown> | undefined)?.[step];
      return step;
    });
}
