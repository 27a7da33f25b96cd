/** One entry of `generate/listApis.json` in github.com/apache/cloudstack-go, as far as it is read here. */
interface ListedApi {
  readonly name: string;
  readonly isasync: boolean;
  readonly params: readonly { readonly name: string; readonly type: string; readonly required: boolean }[];
  readonly response: readonly ListedField[];
}

interface ListedField {
  /** Absent on the entries that CloudStack's own discovery lists without a name. */
  readonly name?: string;
  readonly response?: readonly ListedField[];
}

/** Field names of a response object; an object instead of `null` holds the fields of the objects in that field. */
interface Shape {
  readonly [field: string]: Shape | null;
}

/** Where the committed catalogue comes from: the module version that also builds the Terraform provider. */
export const catalogueSource = "github.com/apache/cloudstack-go/v2@v2.18.1 generate/listApis.json";

/**
 * The facts of the given commands out of CloudStack's published API catalogue, as the text of
 * `tools/sandbox/cloudstack/catalogue.gen.json`: sorted and byte-stable.
 *
 * Parameters are written as `name: "type"`, with `*` after the type of a required one. Commands that answer with the
 * same object share one shape, named after the first of them.
 *
 * @throws Error when the catalogue does not know a command.
 */
export function distil(listApisJson: string, commands: readonly string[]): string {
  const listed = new Map(
    (JSON.parse(listApisJson) as { readonly api: readonly ListedApi[] }).api.map((api) => [api.name, api]),
  );
  const shapes = new Map<string, string>();
  const entries = [...new Set(commands)].sort().map((name) => {
    const api = listed.get(name);
    if (api === undefined) throw new Error(`the CloudStack API catalogue has no command '${name}'`);
    const shape = JSON.stringify(shapeOf(api.response));
    if (!shapes.has(shape)) shapes.set(shape, name);
    const params = Object.fromEntries(
      [...api.params].sort(byName).map((p) => [p.name, p.required ? `${p.type}*` : p.type]),
    );
    return [name, JSON.stringify({ async: api.isasync, params, response: shapes.get(shape) })] as const;
  });
  const lines = (pairs: Iterable<readonly [string, string]>) =>
    [...pairs].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",\n");
  return [
    "{",
    `"generated":"by tools/gen/cloudstack-catalogue.ts; do not edit",`,
    `"source":${JSON.stringify(catalogueSource)},`,
    `"commands":{\n${lines(entries)}\n},`,
    `"shapes":{\n${lines([...shapes].map(([shape, name]) => [name, shape] as const))}\n}`,
    "}\n",
  ].join("\n");
}

function shapeOf(fields: readonly ListedField[]): Shape {
  const named = fields.flatMap((field) => (field.name === undefined ? [] : [{ ...field, name: field.name }]));
  return Object.fromEntries(
    named
      .sort(byName)
      .map((field) => [field.name, field.response === undefined ? null : shapeOf(field.response)]),
  );
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
