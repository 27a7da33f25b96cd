import { existsSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "smol-toml";
import { formatKey } from "../../platform/config/diagnostic.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { requirePlatform } from "../../platform/read-platform.ts";
import { applyEdits, type Edit, editToml, type Path } from "./toml-edit.ts";

/** A change of the platform's files that was made. */
export interface EditedFile {
  /** `platform.toml`, or the overlay's name. */
  readonly file: string;
  /** As a person would write them: `control_plane.generations.cp-1 = 2`. */
  readonly lines: readonly string[];
}

/**
 * Changes the platform's description in the file that decides: the overlay of the environment, which speaks for this
 * platform alone. A list such as `pools` comes whole from one file, so what is in it is changed there.
 *
 * The file is replaced at once, and put back as it was when it then does not say exactly what was meant.
 *
 * @throws LocoError CONFIG_INVALID for files with mistakes, CONFIG_NOT_EDITED with what to write by hand
 */
export function editPlatform(
  dir: string,
  environment: string | undefined,
  edits: readonly Edit[],
): EditedFile {
  const file = fileOf(dir, environment, edits);
  const path = realpathSync(join(dir, file));
  const before = readFileSync(path, "utf8");
  const wanted = structuredClone(requirePlatform(dir, environment).config);
  applyEdits(wanted, edits);
  try {
    replaceFile(path, editToml(before, edits));
    if (!isDeepStrictEqual(withoutEmpty(requirePlatform(dir, environment).config), withoutEmpty(wanted)))
      throw new Error("the edited file says something else");
  } catch (error) {
    if (readFileSync(path, "utf8") !== before) replaceFile(path, before);
    throw notEdited(file, edits, error);
  }
  return { file, lines: describe(edits) };
}

/** The edits as lines of a file. */
function describe(edits: readonly Edit[]): string[] {
  return edits.map(({ path, value }) =>
    value === undefined ? `no ${formatKey(path)}` : `${formatKey(path)} = ${value}`,
  );
}

function fileOf(dir: string, environment: string | undefined, edits: readonly Edit[]): string {
  if (environment === undefined || environment === "") return "platform.toml";
  const overlay = `platform.${environment}.toml`;
  const lists = edits.filter(({ path }) => path.some((part) => typeof part === "number"));
  return lists.every(({ path }) => says(join(dir, overlay), path)) ? overlay : "platform.toml";
}

/** Whether a file has the list that a path leads into. */
function says(file: string, path: Path): boolean {
  let value: unknown = existsSync(file) ? parse(readFileSync(file, "utf8")) : {};
  for (const part of path) {
    if (typeof part === "number") break;
    value = (value as Record<string, unknown> | undefined)?.[part];
  }
  return value !== undefined;
}

/** With the mode that the file has, and never half written. */
function replaceFile(path: string, text: string): void {
  const next = `${path}.new`;
  try {
    writeFileSync(next, text, { mode: statSync(path).mode & 0o777 });
    renameSync(next, path);
  } finally {
    rmSync(next, { force: true });
  }
}

/** An empty table is the same as none. */
const withoutEmpty = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner) && Object.keys(inner).length === 0
        ? undefined
        : inner,
    ),
  );

function notEdited(file: string, edits: readonly Edit[], cause: unknown): LocoError {
  const why =
    cause instanceof LocoError ? cause.message : String(cause instanceof Error ? cause.message : cause);
  return new LocoError("CONFIG_NOT_EDITED", `cannot change ${file}, which is as it was: ${why}`, {
    hint: [
      "write this into it, and run the command again:",
      ...describe(edits).map((line) => `  ${line}`),
    ].join("\n"),
    cause,
  });
}
