/** A line of a diff: of both texts, of the old or of the new one. */
export interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** How to get from one text to another, line by line, with the fewest lines that change. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [first, second] = [before.split("\n"), after.split("\n")];
  // What both begin and end with needs no table, which is as large as one times the other.
  let start = 0;
  while (start < first.length && start < second.length && same(first[start], second[start])) start++;
  let end = 0;
  while (end < Math.min(first.length, second.length) - start && same(first.at(-1 - end), second.at(-1 - end)))
    end++;
  const kept = (text: string): DiffLine => ({ sign: " ", text });
  const [old, lines] = [first.slice(start, first.length - end), second.slice(start, second.length - end)];
  // common[i][j]: how many lines old[i..] and lines[j..] have in common, in order.
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(lines.length + 1).fill(0));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = lines.length - 1; j >= 0; j--) {
      const row = common[i] as number[];
      row[j] = same(old[i], lines[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const diff = first.slice(0, start).map(kept);
  for (let i = 0, j = 0; i < old.length || j < lines.length; ) {
    if (i < old.length && j < lines.length && same(old[i], lines[j])) {
      diff.push({ sign: " ", text: old[i++] ?? "" });
      j++;
    } else if (i < old.length && (j === lines.length || at(i + 1, j) >= at(i, j + 1)))
      diff.push({ sign: "-", text: old[i++] ?? "" });
    else diff.push({ sign: "+", text: lines[j++] ?? "" });
  }
  return [...diff, ...first.slice(first.length - end).map(kept)];
}

/** Comments at the ends of lines are moved under each other when a line among them changes. */
const same = (a = "", b = "") => a.replaceAll(/\s+/g, " ") === b.replaceAll(/\s+/g, " ");

/** The lines of a diff of TOML that change, each after the line of the table that it stands in. */
export function changedLines(diff: readonly DiffLine[]): DiffLine[] {
  const shown: DiffLine[] = [];
  let header: DiffLine | undefined;
  for (const line of diff) {
    if (line.sign === " ") {
      if (/^\s*\[/.test(line.text)) header = line;
      continue;
    }
    if (line.text.trim() === "") continue;
    // A new table is introduced by itself.
    if (/^\s*\[/.test(line.text)) header = undefined;
    if (header !== undefined) shown.push(header);
    header = undefined;
    shown.push(line);
  }
  return shown;
}
