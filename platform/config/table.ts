/** A TOML table, or one of Helm's values. */
export type Table = Readonly<Record<string, unknown>>;

/** Tells a table from lists, dates and plain values. */
export const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
