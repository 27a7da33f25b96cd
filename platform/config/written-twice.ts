/** A key that a TOML file gives two values, such as `health = "/"` above a table `[health]`. */
export interface WrittenTwice {
  readonly key: string;
  /** Line of the first value, 1-based. */
  readonly first: number;
}

/** Whether one key is the other, or a table around it. */
const covers = (a: string, b: string) => a === b || b.startsWith(`${a}.`);

/**
 * The key that a line gives a second value, found by looking at lines alone: the parser only says where it stopped.
 * Undefined when that does not find it, as in a table on one line.
 */
export function writtenTwice(text: string, line: number): WrittenTwice | undefined {
  let table = "";
  const seen: { readonly key: string; readonly line: number }[] = [];
  for (const [i, each] of text.split("\n").slice(0, line).entries()) {
    const header = /^\s*\[([^[\]]+)\]/.exec(each)?.[1]?.trim();
    const name = /^\s*([A-Za-z0-9_."'-]+)\s*=/.exec(each)?.[1];
    if (/^\s*\[\[/.test(each)) table = `[${i}]`;
    if (header !== undefined) table = header;
    const key = header ?? (name === undefined ? undefined : table === "" ? name : `${table}.${name}`);
    if (key !== undefined) seen.push({ key, line: i + 1 });
  }
  const second = seen.at(-1);
  if (second?.line !== line) return undefined;
  const first = seen
    .slice(0, -1)
    .find(({ key }) => covers(key, second.key) && !(key !== second.key && isHeader(text, key)));
  return first === undefined ? undefined : { key: first.key, first: first.line };
}

/** A table around a key does not clash with it; a value does. */
const isHeader = (text: string, key: string) =>
  text.split("\n").some((each) => each.trim().startsWith(`[${key}]`));
