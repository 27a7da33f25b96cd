import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { APP_FILE, appFileIn } from "../../../platform/apps/load-app.ts";
import { readApp } from "../../../platform/apps/read-app.ts";
import { type Diagnostic, formatKey } from "../../../platform/config/diagnostic.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { RESERVED_NAMES } from "../../../platform/read-instances.ts";
import { type DraftLine, draftApp } from "./draft.ts";
import { openFolder } from "./folder.ts";
import { layOut } from "./lay-out.ts";

/** A loco.toml for a folder, not written yet. */
export interface FirstFile {
  readonly text: string;
  /** Of the app. */
  readonly name: string;
  /** Names of secrets that must be set. */
  readonly secrets: readonly string[];
  /** What was seen and not taken, and what is to be changed. */
  readonly notes: readonly string[];
}

/**
 * Makes a loco.toml of what a folder holds. It is valid: what would be a mistake is left out, and noted.
 *
 * @throws LocoError FILE_EXISTS, CONFIG_INVALID for a name that no app may have
 */
export function firstFile(dir: string, name?: string): FirstFile {
  const file = appFileIn(dir);
  if (file !== undefined)
    throw new LocoError("FILE_EXISTS", `${basename(file)} is there already`, {
      hint: "npx loco validate checks it, npx loco suggest says what could be better",
    });
  const folder = openFolder(dir);
  const draft = draftApp(folder, name);
  const notes = [...draft.notes];
  let lines = draft.lines;
  for (;;) {
    const text = layOut(lines);
    const mistake = mistakeIn(text, folder.read);
    if (mistake === undefined)
      return { text, name: String(topValue(lines, "name")), secrets: secretsOf(lines), notes };
    const rest = without(lines, mistake.key);
    if (mistake.key === "name" && name === undefined) {
      lines = [
        {
          path: ["name"],
          value: renamed(topValue(lines, "name")),
          why: `the folder's name ${mistake.message}`,
        },
        ...lines.slice(1),
      ];
      continue;
    }
    if (mistake.key === "name" || rest.length === lines.length)
      throw new LocoError("CONFIG_INVALID", `${mistake.key} ${mistake.message}`, {
        hint: mistake.hint ?? "npx loco init --name <name> gives another name",
      });
    notes.push(`${mistake.key} is left out: it ${mistake.message}`);
    lines = rest;
  }
}

/** Writes the file; not over one that has come in the meantime. */
export const writeFirstFile = (dir: string, text: string): void =>
  writeFileSync(join(dir, APP_FILE), text, { flag: "wx" });

const mistakeIn = (text: string, read: (path: string) => string | undefined): Diagnostic | undefined =>
  readApp({ file: { file: APP_FILE, text }, read }, { reserved: RESERVED_NAMES }).diagnostics.find(
    ({ severity }) => severity === "error",
  );

/** The lines but for what is wrong: that key, or else the nearest table around it. */
function without(lines: readonly DraftLine[], key: string): readonly DraftLine[] {
  for (let around = key; around !== ""; around = around.replace(/(?:^|\.)[^.]*$/, "")) {
    const rest = lines.filter((line) => !concerns(around, line));
    if (rest.length < lines.length) return rest;
  }
  return lines;
}

function concerns(key: string, { path }: DraftLine): boolean {
  const own = formatKey(path);
  return own === key || key.startsWith(`${own}.`) || key.startsWith(`${own}[`) || own.startsWith(`${key}.`);
}

const topValue = (lines: readonly DraftLine[], key: string) =>
  lines.find(({ path }) => path.length === 1 && path[0] === key)?.value;

const secretsOf = (lines: readonly DraftLine[]): readonly string[] =>
  (topValue(lines, "secrets") ?? []) as string[];

const renamed = (name: unknown): string => `app-${String(name)}`.replace(/-base$/, "").slice(0, 40);
