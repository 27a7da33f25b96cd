/** One difference between two values; a side that is absent has nothing there. */
export interface Difference {
  /** `spec.template.spec.containers[web].image` */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * What differs between two values, path by path. Items of a list that have names are compared by name, as Kubernetes does:
 * then only their order counts as well.
 */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ path, after }];
  if (after === undefined) return [{ path, before }];
  if (isTable(before) && isTable(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], join(path, key)));
  }
  if (Array.isArray(before) && Array.isArray(after)) return listDifferences(before, after, path);
  return Object.is(before, after) ? [] : [{ path, before, after }];
}

function listDifferences(before: readonly unknown[], after: readonly unknown[], path: string): Difference[] {
  const [left, right] = [byName(before), byName(after)];
  if (left === undefined || right === undefined) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) =>
      differences(before[index], after[index], `${path}[${index}]`),
    ).flat();
  }
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const inBoth = (list: ReadonlyMap<string, unknown>) =>
    [...list.keys()].filter((name) => left.has(name) && right.has(name));
  const [was, is] = [inBoth(left), inBoth(right)];
  const moved = was.join("\0") === is.join("\0") ? [] : [{ path: `${path} (order)`, before: was, after: is }];
  return [
    ...names.flatMap((name) => differences(left.get(name), right.get(name), `${path}[${name}]`)),
    ...moved,
  ];
}

/** Items of a list by their names; undefined when not all have one of their own. */
function byName(list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const names = list.map((item) => (isTable(item) && typeof item.name === "string" ? item.name : undefined));
  if (names.includes(undefined) || new Set(names).size !== list.length) return undefined;
  return new Map(list.map((item, index) => [String(names[index]), item]));
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const join = (path: string, key: string): string => {
  const step = /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
  return path === "" ? step : `${path}.${step}`;
};
