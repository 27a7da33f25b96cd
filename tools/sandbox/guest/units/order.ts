/** What ordering needs of a unit. */
export interface Ordered {
  readonly name: string;
  readonly after: readonly string[];
  readonly before: readonly string[];
}

/**
 * For each unit, those of the same set that must be up before it starts. Names outside the set do not order
 * anything. A dependency that would close a circle is dropped, the later name's first.
 */
export function startOrder(units: readonly Ordered[]): ReadonlyMap<string, readonly string[]> {
  const names = new Set(units.map((unit) => unit.name));
  const edges = new Map<string, string[]>();
  const reaches = (from: string, to: string): boolean =>
    from === to || (edges.get(from) ?? []).some((next) => reaches(next, to));
  const sorted = [...units].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const unit of sorted) edges.set(unit.name, []);
  const add = (later: string, earlier: string) => {
    if (names.has(later) && names.has(earlier) && !reaches(earlier, later)) edges.get(later)?.push(earlier);
  };
  for (const unit of sorted) {
    for (const earlier of unit.after) add(unit.name, earlier);
    for (const later of unit.before) add(later, unit.name);
  }
  return edges;
}
