/** One `Key=Value` of a unit file. `line` is where it starts, from 1. */
export interface Directive {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** What is wrong with a unit, at the place to change. */
export interface UnitProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A unit that cannot be used because of mistakes in its files. */
export class UnitInvalid extends Error {
  readonly problems: readonly UnitProblem[];

  constructor(problems: readonly UnitProblem[]) {
    super(problems.map(({ file, line, message }) => `${file}:${line}  ${message}`).join("\n"));
    this.name = "UnitInvalid";
    this.problems = problems;
  }
}

/**
 * Reads systemd's unit syntax: sections, `#` and `;` comments, a trailing backslash that joins the next line
 * with a space (comment lines in between are left out).
 *
 * @throws UnitInvalid where systemd would log the line and go on without it.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html
 */
export function parseUnitFile(text: string, file: string): readonly Directive[] {
  const directives: Directive[] = [];
  const problems: UnitProblem[] = [];
  let section: string | undefined;
  for (const { line, text: logical } of logicalLines(text)) {
    const header = /^\[([^\]]+)\]$/.exec(logical);
    const equals = logical.indexOf("=");
    if (header?.[1] !== undefined) section = header[1];
    else if (equals < 1) problems.push({ file, line, message: `expected Key=Value, found '${logical}'` });
    else if (section === undefined)
      problems.push({ file, line, message: "a key before the first [Section]" });
    else {
      const key = logical.slice(0, equals).trim();
      const value = logical.slice(equals + 1).trim();
      directives.push({ section, key, value, file, line });
    }
  }
  if (problems.length > 0) throw new UnitInvalid(problems);
  return directives;
}

function logicalLines(text: string): { readonly line: number; readonly text: string }[] {
  const result: { line: number; text: string }[] = [];
  let pending: { line: number; text: string } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const comment = /^\s*[#;]/.test(raw);
    if (comment || (pending === undefined && raw.trim() === "")) continue;
    const current: { line: number; text: string } = pending ?? { line: index + 1, text: "" };
    current.text += raw.endsWith("\\") ? `${raw.slice(0, -1)} ` : raw;
    pending = raw.endsWith("\\") ? current : undefined;
    if (pending === undefined) result.push({ line: current.line, text: current.text.trim() });
  }
  if (pending !== undefined) result.push({ line: pending.line, text: pending.text.trim() });
  return result;
}
