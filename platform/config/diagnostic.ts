/** How bad a diagnostic is: an error stops everything, a warning is shown and work goes on. */
export type Severity = "error" | "warning";

/** What `loco validate --fix` can do about a diagnostic, by itself. */
export type Fix =
  | { readonly kind: "move-to-top"; readonly from: readonly string[] }
  | { readonly kind: "rename"; readonly from: readonly string[]; readonly to: string };

/** A problem in a file of ours, located. Shared by the CLI, tests and, later, the deploy service. */
export interface Diagnostic {
  readonly severity: Severity;
  /** Path as the person would type it. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** The key as written in the file, for instance `pools[1].ip_start`; empty for a problem of the whole file. */
  readonly key: string;
  /** What is wrong and what would be right: lowercase, no period. */
  readonly message: string;
  /** The value that was found, as TOML would show it. */
  readonly found?: string;
  /** What to do, when the message does not already say it. */
  readonly hint?: string;
  /** Paths in it are the file's. */
  readonly fix?: Fix;
}

/** A problem in a value, before it is located in a file. */
export interface Problem {
  readonly severity: Severity;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly found?: string;
  readonly hint?: string;
  /** Points at the key itself instead of its value, for a key that should not be there. */
  readonly atKey?: boolean;
  readonly fix?: Fix;
}

const BARE_KEY = /^[A-Za-z0-9_-]+$/;

/** Writes a path as a person would: `pools[1].labels."a/b"`. */
export function formatKey(path: readonly (string | number)[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += `${text === "" ? "" : "."}${BARE_KEY.test(part) ? part : JSON.stringify(part)}`;
  }
  return text;
}

/** Who signs in at a URL, and with what: that stays in the file. */
const USER_INFO = /(?<=:\/\/)[^/@\s]*:[^/@\s]*(?=@)/g;

/** Shows a found value on one line, shortened. */
export function formatFound(value: unknown): string {
  const whole = typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? String(value));
  const text = whole.replaceAll(USER_INFO, "...");
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Each once: what is wrong in a file shows again wherever that file is read. */
export const distinct = (diagnostics: readonly Diagnostic[]): Diagnostic[] => [
  ...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values(),
];

function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.key.localeCompare(b.key);
}

/**
 * Renders diagnostics as aligned lines, in file order:
 * `platform.toml:12:9  control_plane_count  must be 1, 3 or 5 (etcd needs an odd number) · found 2`.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const rows = [...diagnostics].sort(compareDiagnostics).map((diagnostic) => ({
    place: `${diagnostic.file}:${diagnostic.line}:${diagnostic.column}`,
    diagnostic,
  }));
  const placeWidth = Math.max(0, ...rows.map((row) => row.place.length));
  const keyWidth = Math.max(0, ...rows.map((row) => row.diagnostic.key.length));
  return rows
    .map(({ place, diagnostic }) => {
      const key = keyWidth === 0 ? "" : `${diagnostic.key.padEnd(keyWidth)}  `;
      const found = diagnostic.found === undefined ? "" : ` · found ${diagnostic.found}`;
      const hint = diagnostic.hint === undefined ? "" : `\n${" ".repeat(placeWidth + 2)}${diagnostic.hint}`;
      const level = diagnostic.severity === "warning" ? "warning: " : "";
      return `${place.padEnd(placeWidth)}  ${key}${level}${diagnostic.message}${found}${hint}`;
    })
    .join("\n");
}
