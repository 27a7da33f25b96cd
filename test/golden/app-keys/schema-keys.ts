import { appSchema } from "../../../tools/gen/app-schema.ts";

interface Node {
  readonly $ref?: string;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: boolean | Node;
}

/** Every key of loco.toml that takes a value of its own, as `processes.*.http.path`; a name that a person gives is `*`. */
export function schemaKeys(): string[] {
  const schema = appSchema() as unknown as Node;
  const found = new Set<string>();
  const visit = (node: Node, path: readonly string[]) => {
    const { oneOf, anyOf, properties, additionalProperties, type } = resolved(schema, node);
    const forms = [...(oneOf ?? []), ...(anyOf ?? [])];
    const inside = Object.entries(properties ?? {});
    const named =
      typeof additionalProperties === "object" ? resolved(schema, additionalProperties) : undefined;
    const tables = named?.properties !== undefined || path.at(-1) === "environments";
    // health = "/healthz" and [health] are both a value of one key.
    const others = [type].flat().some((each) => each !== undefined && each !== "object");
    const holdsKeys = inside.length > 0 || (tables && path.at(-1) !== "environments");
    if (path.length > 0 && (others || forms.length > 0 || !holdsKeys)) found.add(path.join("."));
    for (const form of forms) visitInside(form, path);
    for (const [key, value] of inside) visit(value, [...path, key]);
    if (named !== undefined && tables) visitInside(named, [...path, "*"]);
  };
  const visitInside = (node: Node, path: readonly string[]) => {
    for (const [key, value] of Object.entries(resolved(schema, node).properties ?? {}))
      visit(value, [...path, key]);
  };
  visit(schema, []);
  return [...found];
}

/** A node with what it refers to in place; its own words count. */
function resolved(schema: Node, node: Node): Node {
  if (node.$ref === undefined) return node;
  const target = node.$ref
    .replace("#/", "")
    .split("/")
    .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], schema);
  const { $ref: _, ...own } = node;
  return { ...resolved(schema, target as Node), ...own };
}
