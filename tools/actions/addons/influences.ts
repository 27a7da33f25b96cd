import { isTable } from "../../../platform/config/table.ts";

/** A way to a key: names and list positions. */
type Path = readonly string[];

/**
 * The keys of a value that a function looks at, as deep as they go; lists count as one. Keys that are not there count,
 * too: their absence is looked at.
 */
export function readKeys<T extends object>(value: T, use: (value: T) => unknown): Path[] {
  const seen = new Map<string, Path>();
  const watch = (table: object, path: Path): object =>
    new Proxy(table, {
      get(target, key) {
        const below: unknown = Reflect.get(target, key);
        if (typeof key === "symbol") return below;
        if (isTable(below)) return watch(below, [...path, key]);
        seen.set(JSON.stringify([...path, key]), [...path, key]);
        return below;
      },
    });
  use(watch(value, []) as T);
  return [...seen.values()];
}

/** A value of the same kind that is another one. */
function other(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (Array.isArray(value)) return value.length === 0 ? ["other"] : value.slice(1);
  return value === undefined ? "other" : `${String(value)}-other`;
}

function change<T extends object>(value: T, [key = "", ...rest]: Path): T {
  const below = (value as Record<string, unknown>)[key];
  return { ...value, [key]: rest.length > 0 && isTable(below) ? change(below, rest) : other(below) };
}

/**
 * Which keys of an input each value of an outcome depends on, found by trying: a key is changed, and the values that
 * change with it depend on it. `leaves` flattens the outcome.
 */
export function influences<T extends object>(
  input: T,
  compute: (input: T) => ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly Path[]> {
  const before = compute(input);
  const found = new Map<string, Path[]>([...before.keys()].map((leaf) => [leaf, []]));
  for (const path of readKeys(input, compute)) {
    const after = attempt(() => compute(change(input, path)));
    if (after === undefined) continue;
    for (const [leaf, paths] of found) if (after.get(leaf) !== before.get(leaf)) paths.push(path);
  }
  return found;
}

/** An outcome may not be possible with a value that means nothing. */
function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
