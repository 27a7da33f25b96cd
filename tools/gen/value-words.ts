import { formats } from "../../platform/config/formats.ts";
import type { SchemaNode } from "./schema-sections.ts";

/**
 * What may be written for a value, in plain words that follow "Value:". Where a refused value has words of its own
 * (`x-error`, formats), the page uses the same ones.
 */
export function valueWords(node: SchemaNode): string {
  if (Array.isArray(node.type)) return unionWords(node, node.type);
  if (node.const !== undefined) return `\`${tomlValue(node.const)}\``;
  if (node.type === "array") return listWords(node);
  if (node.type === "object") return mapWords(node);
  const refusal = node["x-error"] ?? formats[node.format ?? ""]?.expected;
  if (refusal !== undefined) return refusal.replace(/^must be /, "");
  if (node.enum !== undefined) return oneOf(node.enum);
  if (node.type === "boolean") return oneOf([true, false]);
  if (node.type === "integer") return `whole number${rangeWords(node)}`;
  return "text";
}

function unionWords(node: SchemaNode, types: readonly string[]): string {
  if (node["x-error"] !== undefined) return node["x-error"].replace(/^must be /, "");
  const words = types.map((type) =>
    type === "object" ? "a table" : valueWords({ ...node, type } as SchemaNode),
  );
  return words.join(", or ");
}

/** A value as TOML writes it on one line: text, numbers, booleans, and lists and empty tables of them. */
export function tomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const pairs = Object.entries(value).map(([key, each]) => `${key} = ${tomlValue(each)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  return JSON.stringify(value);
}

function listWords({ items = {}, minItems, maxItems, uniqueItems }: SchemaNode): string {
  const count =
    minItems === undefined ? "" : minItems === maxItems ? ` of ${minItems}` : ` of ${minItems} or more`;
  return `list${count}${uniqueItems ? " without repetition" : ""}; each: ${valueWords(items)}`;
}

function mapWords({ propertyNames, additionalProperties }: SchemaNode): string {
  const name = propertyNames === undefined ? "" : `; each name: ${valueWords(propertyNames)}`;
  const value =
    typeof additionalProperties === "object" ? `; each value: ${valueWords(additionalProperties)}` : "";
  return `names with values${name}${value}`;
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => `\`${tomlValue(value)}\``);
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((part) => part !== "").join(" or ");
}

function rangeWords({ minimum, maximum }: SchemaNode): string {
  if (minimum === undefined) return maximum === undefined ? "" : `, at most ${maximum}`;
  return maximum === undefined ? `, at least ${minimum}` : `, ${minimum} to ${maximum}`;
}
