import { definitionOf } from "./schema-defaults.ts";

type SchemaType = "object" | "array" | "string" | "integer" | "boolean";

/** A JSON Schema as far as the schemas here use it. */
export type SchemaNode = {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly type?: SchemaType | readonly SchemaType[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly propertyNames?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly $comment?: string;
  readonly $schema?: string;
  readonly $id?: string;
  /** Words for a default that depends on other keys (platform/config/derived-defaults.ts). */
  readonly "x-default"?: string;
  /** Our own words for a value that is refused. */
  readonly "x-error"?: string;
  /** What to do about a value of another type. */
  readonly "x-hint"?: string;
};

/** A key with what the schema says of its value. */
export interface SchemaKey {
  readonly name: string;
  readonly required: boolean;
  readonly value: SchemaNode;
}

/** A table of a TOML file. */
export interface SchemaSection {
  /** As it is written, such as `[k3s.oidc]` or `[[pools]]`; empty for the keys above the first table. */
  readonly header: string;
  readonly required: boolean;
  /** May be written several times. */
  readonly repeated: boolean;
  /** What the schema says of the table itself. */
  readonly table: SchemaNode;
  readonly keys: readonly SchemaKey[];
}

/**
 * The tables of a file that a schema describes, in the schema's order, each after the one that it lies in. Keys whose
 * value is written as a table of its own are sections and not among the keys.
 */
export function schemaSections(schema: SchemaNode): SchemaSection[] {
  const resolve = (node: SchemaNode): SchemaNode => definitionOf(schema, node) as SchemaNode;
  // Tables with free names, of which each has the same keys, as [processes.<name>].
  const namedTable = ({ properties, additionalProperties }: SchemaNode): SchemaNode | undefined => {
    if (properties !== undefined || typeof additionalProperties !== "object") return undefined;
    const shape = resolve(additionalProperties);
    return shape.properties === undefined ? undefined : shape;
  };
  const sectionsOf = (path: readonly string[], key: SchemaKey): SchemaSection[] => {
    const repeated = key.value.type === "array";
    const each = namedTable(key.value);
    const shape = repeated ? resolve(key.value.items ?? {}) : (each ?? key.value);
    const keys = Object.entries(shape.properties ?? {}).map(
      ([name, value]): SchemaKey => ({
        name,
        required: shape.required?.includes(name) ?? false,
        value: resolve(value),
      }),
    );
    const isSection = ({ value }: SchemaKey) =>
      namedTable(value) !== undefined || isTable(resolve(value.items ?? value), path.length);
    const own = [...path, ...(each === undefined ? [] : ["<name>"])];
    const name = own.join(".");
    const section: SchemaSection = {
      header: name === "" ? "" : repeated ? `[[${name}]]` : `[${name}]`,
      required: key.required,
      repeated,
      table: key.value,
      keys: keys.filter((each) => !isSection(each)),
    };
    return [section, ...keys.filter(isSection).flatMap((each) => sectionsOf([...own, each.name], each))];
  };
  return sectionsOf([], { name: "", required: true, value: schema });
}

/** A map of free names is a table of its own only at the top, as `[providers]`; deeper it reads better as a value. */
function isTable(shape: SchemaNode, depth: number): boolean {
  return [shape.type].flat().includes("object") && (shape.properties !== undefined || depth === 0);
}
