import { readFileSync } from "node:fs";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { notOneOf } from "../../platform/errors/not-one-of.ts";
import { definitionOf } from "../gen/schema-defaults.ts";
import type { SchemaNode } from "../gen/schema-sections.ts";
import { tomlValue, valueWords } from "../gen/value-words.ts";

/** What there is to say of a key of loco.toml. */
export interface Explanation {
  /** With `<name>` where a name of one's own stands; empty for the whole file. */
  readonly key: string;
  readonly description: string;
  readonly required: boolean;
  /** What may be written, in words. */
  readonly value: string;
  /** As TOML writes it, or in words. */
  readonly default?: string;
  /** Lines that can be copied. */
  readonly examples: readonly string[];
  /** Keys of a table, each with the first sentence of what it means. */
  readonly keys: readonly { readonly name: string; readonly about: string }[];
}

const SCHEMA = new URL("../../schemas/loco.schema.json", import.meta.url);

/**
 * Explains a key, written with dots as in `scalers.cpu_target`. Names of one's own (a process's, a job's) may be any.
 *
 * @throws LocoError KEY_UNKNOWN
 */
export function explain(key: string): Explanation {
  return explainKey(JSON.parse(readFileSync(SCHEMA, "utf8")) as SchemaNode, key);
}

/** Explains a key of a schema. */
function explainKey(schema: SchemaNode, key: string): Explanation {
  const resolve = (node: SchemaNode): SchemaNode => definitionOf(schema, node) as SchemaNode;
  let node = schema;
  let required = true;
  let around = "";
  const path: string[] = [];
  const parts = withName(partsOf(key), schema, resolve);
  for (const part of parts) {
    const known = node.properties ?? {};
    const own = propertyOf(node, part);
    if (own === undefined && typeof node.additionalProperties !== "object")
      throw unknownKey(schema, path, part, Object.keys(known), resolve);
    required = own !== undefined && (node.required?.includes(part) ?? false);
    path.push(own === undefined ? "<name>" : part);
    around = node.description ?? "";
    node = resolve(own ?? (node.additionalProperties as SchemaNode));
  }
  const inner = insideOf(node, resolve);
  const fallback = node.default === undefined ? node["x-default"] : tomlValue(node.default);
  return {
    key: path.join("."),
    // What has a name of one's own is described by the table that it stands in.
    description: node.description ?? around,
    required,
    value: inner.length > 0 && node.type === "object" ? "a table" : valueWords(node),
    ...(fallback === undefined || fallback === "{}" ? {} : { default: fallback }),
    examples: (node.examples ?? []).map((example) => `${path.at(-1) ?? ""} = ${tomlValue(example)}`),
    keys: inner,
  };
}

/** A key of a table; `constructor` is none, although every object has it. */
const propertyOf = ({ properties = {} }: SchemaNode, key: string): SchemaNode | undefined =>
  Object.hasOwn(properties, key) ? properties[key] : undefined;

/** `needs.type` is asked about for `needs.<name>.type`: few call a need of theirs type. */
function withName(
  parts: readonly string[],
  schema: SchemaNode,
  resolve: (node: SchemaNode) => SchemaNode,
): readonly string[] {
  const [table, key] = parts;
  const { additionalProperties: each } = resolve(propertyOf(schema, table ?? "") ?? {});
  const isKey =
    parts.length === 2 && typeof each === "object" && propertyOf(resolve(each), key ?? "") !== undefined;
  return isKey ? [table ?? "", "<name>", key ?? ""] : parts;
}

/** The error about a key that there is not; one of a table that was asked about without its table is found. */
function unknownKey(
  schema: SchemaNode,
  path: readonly string[],
  part: string,
  known: readonly string[],
  resolve: (node: SchemaNode) => SchemaNode,
): LocoError {
  const tables = Object.entries(schema.properties ?? {}).filter(
    ([, table]) => propertyOf(resolve(table), part) !== undefined,
  );
  if (path.length === 0 && tables.length > 0)
    return new LocoError("KEY_UNKNOWN", `no key named ${part}`, {
      hint: `did you mean ${tables.map(([table]) => `${table}.${part}`).join(" or ")}?`,
    });
  return notOneOf("KEY_UNKNOWN", path.length === 0 ? "key" : `key in ${path.join(".")}`, part, known);
}

/** The parts of a key; one in quotes may have dots. */
const partsOf = (key: string): string[] =>
  [...key.matchAll(/"([^"]*)"|([^."]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");

function insideOf(node: SchemaNode, resolve: (node: SchemaNode) => SchemaNode): Explanation["keys"] {
  const each = typeof node.additionalProperties === "object" ? resolve(node.additionalProperties) : undefined;
  return Object.entries(node.properties ?? each?.properties ?? {}).map(([name, value]) => ({
    name: node.properties === undefined ? `<name>.${name}` : name,
    about: /^.*?[.:](?=\s|$)/.exec(resolve(value).description ?? "")?.[0].replace(/[.:]$/, "") ?? "",
  }));
}
