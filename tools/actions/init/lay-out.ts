import { tomlKey, tomlLine } from "../../config-edit/toml-value.ts";
import type { DraftLine } from "./draft.ts";

/** Order of the tables; what is not here comes in between, by name. */
const FIRST = ["", "env"];
const HEAD = `# What the folder held, by loco init: each line says where it is from. Change what is wrong.
# npx loco explain <key> says what a key means.
`;
const WIDEST = 48;

/** Lines of a draft as a TOML file, with the reason behind each. */
export function layOut(lines: readonly DraftLine[]): string {
  const tables = new Map<string, DraftLine[]>();
  for (const line of lines) {
    const table = line.path.slice(0, -1).map(tomlKey).join(".");
    tables.set(table, [...(tables.get(table) ?? []), line]);
  }
  const rank = (table: string) => (FIRST.includes(table) ? FIRST.indexOf(table) : FIRST.length);
  const blocks = [...tables]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([table, block]) => [...(table === "" ? [] : [`[${table}]`]), ...commented(block)].join("\n"));
  return `${[HEAD.trimEnd(), ...blocks].join("\n\n")}\n`;
}

/** Reasons beside the values, in one column; above a value that is too long for that. */
function commented(block: readonly DraftLine[]): string[] {
  const texts = block.map(({ path, value, why }) => ({
    text: tomlLine(path.at(-1) ?? "", value),
    why: why.replaceAll(/\s+/g, " "),
  }));
  const column = Math.max(0, ...texts.map(({ text }) => (text.length > WIDEST ? 0 : text.length)));
  return texts.flatMap(({ text, why }) =>
    text.length > WIDEST ? [`# ${why}`, text] : [`${text.padEnd(column)}  # ${why}`],
  );
}
