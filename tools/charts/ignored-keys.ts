import { isTable, type Table } from "../../platform/config/table.ts";

/** Paths of all values that are no tables, lists counting as one. */
export function leaves(values: Table, path: readonly string[] = []): (readonly string[])[] {
  return Object.entries(values).flatMap(([key, value]) =>
    isTable(value) && Object.keys(value).length > 0 ? leaves(value, [...path, key]) : [[...path, key]],
  );
}

/** The values without one path, nor tables that it leaves empty. */
export function without(values: Table, [key = "", ...rest]: readonly string[]): Table {
  const { [key]: value, ...others } = values;
  if (rest.length === 0 || !isTable(value)) return others;
  const below = without(value, rest);
  return Object.keys(below).length === 0 ? others : { ...values, [key]: below };
}

/**
 * The keys that a chart ignores, or that repeat its defaults: without one of them its render is the same. A chart accepts
 * a misspelt key in silence, and a key that it dropped in a new version, so that this is the only way to tell.
 * `paths` are those that are looked at, of all.
 */
export async function ignoredKeys(
  values: Table,
  render: RenderValues,
  paths: readonly (readonly string[])[] = leaves(values),
): Promise<string[]> {
  const ignored = await withoutEffect(values, paths, render, false);
  // What decides about definitions shows only where they are rendered, which takes longer.
  const still = ignored.length === 0 ? [] : await withoutEffect(values, ignored, render, true);
  return still.map((path) => path.join("."));
}

/** Renders a chart with values; `crds` adds the definitions in `crds/` folders, its subcharts' included. */
export type RenderValues = (values: Table, crds: boolean) => Promise<string>;

async function withoutEffect(
  values: Table,
  paths: readonly (readonly string[])[],
  render: RenderValues,
  crds: boolean,
): Promise<(readonly string[])[]> {
  const whole = await render(values, crds);
  const found: (readonly string[])[] = [];
  for (const path of paths) {
    // A chart that refuses to render without a key does not ignore it.
    const part = await render(without(values, path), crds).catch(() => undefined);
    if (part === whole) found.push(path);
  }
  return found;
}
