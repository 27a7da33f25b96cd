import { stringify } from "yaml";
import { formatKey, type Problem } from "../../../../platform/config/diagnostic.ts";
import type { AppDiff } from "./diff-apps.ts";
import type { Difference } from "./diff-values.ts";

/** A diff for people: what comes, goes and changes, release by release. */
export function formatDiff(apps: readonly AppDiff[], ref: string): string {
  if (apps.length === 0) return `nothing differs from ${ref}\n`;
  return `${apps.map(formatApp).join("\n\n")}\n`;
}

/** What `--json` prints of a diff. */
export const diffJson = (apps: readonly AppDiff[]) => ({
  changed: apps.length > 0,
  apps: apps.map(({ app, before, after, releases, notes }) => ({
    app,
    change: before === undefined ? "new" : after === undefined ? "gone" : "changed",
    releases,
    notes: notes.map(({ path, severity, message, hint }) => ({
      key: formatKey(path),
      severity,
      message,
      hint,
    })),
  })),
});

function formatApp({ app, before, after, releases, notes }: AppDiff): string {
  const word = before === undefined ? " (new)" : after === undefined ? " (gone)" : "";
  const lines = releases.flatMap(({ release, added, removed, changed }) => [
    `  release ${release}`,
    ...removed.map((name) => `  - ${name}`),
    ...added.map((name) => `  + ${name}`),
    ...changed.flatMap(({ object, differences }) => [
      `  ~ ${object}`,
      ...differences.flatMap(formatDifference),
    ]),
  ]);
  return [`${app}${word}`, ...notes.flatMap(formatNote), ...lines].join("\n");
}

function formatNote({ path, severity, message, found, hint }: Problem): string[] {
  const level = severity === "error" ? "refused: " : "";
  const value = found === undefined ? "" : ` · found ${found}`;
  return [
    `  ! ${formatKey(path)}  ${level}${message}${value}`,
    ...(hint === undefined ? [] : [`    ${hint}`]),
  ];
}

const INDENT = "      ";

function formatDifference({ path, before, after }: Difference): string[] {
  if (isPlain(before) && isPlain(after)) return [`${INDENT}${path}: ${yaml(before)} -> ${yaml(after)}`];
  if (typeof before === "string" && typeof after === "string")
    return [`${INDENT}${path}:`, ...changedLines(before, after)];
  return [...sided("-", path, before), ...sided("+", path, after)];
}

/** One side's value: on the line of its path when it is short, else below. */
function sided(mark: string, path: string, value: unknown): string[] {
  if (value === undefined) return [];
  const head = `${INDENT.slice(2)}${mark} ${path}:`;
  if (isPlain(value)) return [`${head} ${yaml(value)}`];
  return [
    head,
    ...yaml(value)
      .split("\n")
      .map((line) => `${INDENT.slice(2)}${mark}   ${line}`),
  ];
}

const isPlain = (value: unknown): boolean =>
  value !== undefined &&
  (typeof value !== "object" || value === null) &&
  !(typeof value === "string" && value.includes("\n"));

const yaml = (value: unknown): string => stringify(value, { lineWidth: 0 }).trimEnd();

/** Lines that go and come between the first and the last that differ. */
function changedLines(before: string, after: string): string[] {
  const [was, is] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < Math.min(was.length, is.length) && was[start] === is[start]) start++;
  let end = 0;
  while (end < Math.min(was.length, is.length) - start && was.at(-1 - end) === is.at(-1 - end)) end++;
  const part = (mark: string, lines: readonly string[]) =>
    lines.slice(start, lines.length - end).map((line) => `${INDENT}${mark} ${line}`);
  return [...part("-", was), ...part("+", is)];
}
