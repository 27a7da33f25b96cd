/** A place in a file, both parts 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

type Path = readonly (string | number)[];

/** Where keys and values of a file stand, by {@link pointer}. */
export interface PositionIndex {
  readonly keys: Map<string, Position>;
  readonly values: Map<string, Position>;
}

export const pointer = (path: Path): string => JSON.stringify(path);

/** Notes a position, unless an earlier one is known. */
export function notePosition(map: Map<string, Position>, path: Path, position: Position): void {
  if (!map.has(pointer(path))) map.set(pointer(path), position);
}

/** Where the value (or its key) stands, or, when it is missing, the nearest table around it. */
export function positionIn(
  { keys, values }: PositionIndex,
  path: Path,
  atKey: boolean,
): Position | undefined {
  const exact = (atKey ? keys.get(pointer(path)) : undefined) ?? values.get(pointer(path));
  if (exact !== undefined) return exact;
  for (let length = path.length - 1; length > 0; length--) {
    const near = keys.get(pointer(path.slice(0, length))) ?? values.get(pointer(path.slice(0, length)));
    if (near !== undefined) return near;
  }
  return undefined;
}
