/** Parameters of one call; names in lowercase except inside map entries such as `details[0].cpuNumber`. */
export type Params = Readonly<Record<string, string>>;

/** CloudStack takes parameter names in any case. */
export function lowercaseNames(sent: Iterable<readonly [string, string]>): Params {
  return Object.fromEntries([...sent].map(([name, value]) => [lowercaseName(name), value]));
}

function lowercaseName(name: string): string {
  const bracket = name.indexOf("[");
  return bracket === -1 ? name.toLowerCase() : name.slice(0, bracket).toLowerCase() + name.slice(bracket);
}

/** A required parameter, which the catalogue check has seen. */
export function text(params: Params, name: string): string {
  return params[name] ?? "";
}

export function flag(params: Params, name: string, byDefault = false): boolean {
  const value = params[name];
  return value === undefined ? byDefault : value.toLowerCase() === "true";
}

export function integer(params: Params, name: string): number | null {
  const value = params[name];
  return value === undefined || value === "" ? null : Number(value);
}

/** A comma-separated list; an empty text is an empty list. */
export function list(params: Params, name: string): readonly string[] {
  return text(params, name)
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** The entries of a map parameter, `tags[0].key=a&tags[0].value=b`, in the order of their indexes. */
export function entries(params: Params, name: string): readonly Readonly<Record<string, string>>[] {
  const found = new Map<number, Record<string, string>>();
  for (const [param, value] of Object.entries(params)) {
    const match = /^([a-z0-9]+)\[(\d+)\]\.(.+)$/.exec(param);
    if (match?.[1] !== name) continue;
    const index = Number(match[2]);
    found.set(index, { ...found.get(index), [match[3] ?? ""]: value });
  }
  return [...found].sort(([a], [b]) => a - b).map(([, entry]) => entry);
}
