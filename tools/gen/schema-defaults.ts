type SchemaNode = { readonly [key: string]: unknown };

const isNode = (value: unknown): value is SchemaNode =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Follows a property's `$ref` into the schema's own `$defs`; what stands beside the `$ref` counts more. */
export function definitionOf(schema: SchemaNode, property: SchemaNode): SchemaNode {
  const ref = property.$ref;
  if (typeof ref !== "string") return property;
  const definition = (schema.$defs as SchemaNode | undefined)?.[ref.replace("#/$defs/", "")];
  if (!isNode(definition)) return property;
  const { $ref: _ref, ...own } = property;
  return Object.keys(own).length === 0 ? definition : { ...definition, ...own };
}

/**
 * Copies defaults of `$defs` to where they are used, because Ajv fills in only those that stand beside the property.
 *
 * @see https://ajv.js.org/guide/modifying-data.html#assigning-defaults
 */
export function withDefaultsInPlace(schema: SchemaNode): SchemaNode {
  const copy = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(copy);
    if (!isNode(node)) return node;
    const result = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copy(value)]));
    const definition = definitionOf(schema, node);
    return definition !== node && "default" in definition
      ? { ...result, default: definition.default }
      : result;
  };
  return copy(schema) as SchemaNode;
}
