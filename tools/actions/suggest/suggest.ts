import { parse } from "smol-toml";
import { environmentsOf, readApp } from "../../../platform/apps/read-app.ts";
import type { AppContext, AppSource } from "../../../platform/apps/source.ts";
import type { Change, Gain } from "../../../platform/apps/suggestions/suggestion.ts";
import { suggestionsFor } from "../../../platform/apps/suggestions/suggestions.ts";
import type { Diagnostic } from "../../../platform/config/diagnostic.ts";
import { formatKey } from "../../../platform/config/diagnostic.ts";
import { isTable } from "../../../platform/config/table.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { KnownPlatform } from "../../../platform/platform-facts.ts";
import { type AppPlace, RESERVED_NAMES } from "../../../platform/read-instances.ts";
import { applyEdits, editToml } from "../../config-edit/toml-edit.ts";
import { brokenPlatform, type HeldApps, readHeld } from "../validate/apps-of-platform.ts";
import { subjectsOf } from "../validate/subjects.ts";
import { noEnvironment, type ValidateOptions } from "../validate/validate.ts";
import { changedLines, type DiffLine, lineDiff } from "./line-diff.ts";
import { objectLines } from "./object-lines.ts";

/** Something that would make an app better, and how. */
export interface FileSuggestion {
  readonly name: string;
  readonly gain: Gain;
  /** The key that it is about. */
  readonly key: string;
  /** Its line; absent when the file does not say it. */
  readonly line?: number;
  readonly why: string;
  /** What changes in the file; without a value, the key is taken out. */
  readonly changes: readonly Change[];
  /** The same as lines of the file; none when there is nothing to write but by the app's people. */
  readonly lines: readonly DiffLine[];
  /** What to put in place of what the lines say, or to do first. */
  readonly adapt?: string;
}

/** What is to be said of one app. */
export interface AppSuggestions {
  /** As the person would type it. */
  readonly file: string;
  readonly suggestions: readonly FileSuggestion[];
  /** Mistakes; with them nothing is suggested. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Suggestions for apps: those that are named, else all in the folder. Each can be made as it is shown, after what `adapt`
 * says of the platform: one after which the file would have mistakes is not made. Of an environment, those that have it.
 *
 * @throws LocoError CONFIG_MISSING, CONFIG_INVALID for mistakes in platform.toml, FILE_UNKNOWN
 */
export function suggest(
  cwd: string,
  args: readonly string[],
  options: ValidateOptions = {},
): AppSuggestions[] {
  const { apps } = subjectsOf(cwd, args);
  if (apps.length === 0)
    throw new LocoError("CONFIG_MISSING", "no app here", { hint: "npx loco init writes a loco.toml" });
  const { environment, platform } = options;
  const held = readHeld(cwd, apps, { environment, platform, plain: environment === undefined });
  const all = held.flatMap((each) => suggestOn(each, environment));
  if (all.length === 0 && environment !== undefined) throw noEnvironment(environment);
  const order = apps.map(({ asTyped }) => asTyped);
  return all.sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file));
}

const suggestOn = (
  { reading, platform, platformErrors }: HeldApps,
  environment: string | undefined,
): AppSuggestions[] => {
  if (platformErrors.length > 0) throw brokenPlatform(platformErrors);
  return reading.readings.map(({ instance: { place, source }, diagnostics, between }) => {
    const mistakes = [...diagnostics, ...between].filter(({ severity }) => severity === "error");
    if (mistakes.length > 0) return { file: place.asTyped, suggestions: [], diagnostics: mistakes };
    return suggestFor(place, source, environment, (each) => platform?.facts(each));
  });
};

function suggestFor(
  place: AppPlace,
  source: AppSource,
  environment: string | undefined,
  facts: KnownPlatform["facts"],
): AppSuggestions {
  const read = (of: AppSource, each: string | undefined, known = facts) =>
    readApp(of, contextOf(each, known));
  const reading = read(source, environment);
  const { config } = reading;
  if (config === undefined) return { file: place.asTyped, suggestions: [], diagnostics: reading.diagnostics };
  const said = (path: readonly string[]) => reading.placeOf(path) !== undefined;
  const platform = facts(environment);
  const suggestions = suggestionsFor(config, {
    said,
    ...(environment === undefined ? {} : { environment }),
    ...(platform === undefined ? {} : { platform }),
  }).flatMap(({ name, gain, path, why, changes, adapt, after, isSecret }): FileSuggestion[] => {
    const edited = withChanges(source, changes, environment, (at) => saysItself(source, at));
    const factsAfter: KnownPlatform["facts"] = (each) => {
      const before = facts(each);
      return before === undefined || after === undefined ? before : after(before);
    };
    const isSound =
      edited !== undefined &&
      [undefined, ...environmentsOf(edited.source)].every((each) =>
        read(edited.source, each, factsAfter).diagnostics.every(({ severity }) => severity !== "error"),
      );
    if (!isSound) return [];
    return [
      {
        name,
        gain,
        key: formatKey(path),
        ...(said(path) ? { line: reading.positionOf(path).line } : {}),
        why,
        changes: edited.changes,
        lines: isSecret ? edited.lines.map(withoutValue) : edited.lines,
        ...(adapt === undefined ? {} : { adapt }),
      },
    ];
  });
  return { file: place.asTyped, suggestions, diagnostics: [] };
}

/** A line of which no value can be read, but for names of secrets. */
function withoutValue({ sign, text }: DiffLine): DiffLine {
  if (sign === " " || /^\s*secrets\s*[=:]/.test(text)) return { sign, text };
  const key = /^\s*[\w."'-]+\s*[=:]/.exec(text)?.[0];
  return { sign, text: key === undefined ? "..." : `${key} ...` };
}

function contextOf(environment: string | undefined, facts: KnownPlatform["facts"]): AppContext {
  const platform = facts(environment);
  return {
    reserved: RESERVED_NAMES,
    ...(environment === undefined ? {} : { environment }),
    ...(platform === undefined ? {} : { platform }),
  };
}

function saysItself(source: AppSource, path: readonly string[]): boolean {
  const { placeOf } = readApp(source, { reserved: [] });
  return placeOf(path) !== undefined;
}

/** The app with changes made, and the lines that show them. Undefined when they cannot be made. */
function withChanges(
  source: AppSource,
  changes: readonly Change[],
  environment: string | undefined,
  says: (path: readonly string[]) => boolean,
): { source: AppSource; changes: readonly Change[]; lines: readonly DiffLine[] } | undefined {
  const edits: Change[] = changes.map(({ path, value }) => {
    const there = environment === undefined ? path : ["environments", environment, ...path];
    // What the keys outside of an environment say is taken out there.
    return { path: value === undefined && !says(there) ? path : there, value };
  });
  const { file, definition } = source;
  if (definition?.kind === "value") {
    const value = structuredClone(definition.value) as Record<string, unknown>;
    applyEdits(value, edits);
    const lines = objectLines(definition.value, value);
    return { source: { ...source, definition: { kind: "value", value } }, changes: edits, lines };
  }
  try {
    const text = edits.length === 0 ? file.text : editToml(file.text, withoutEmptyTables(file.text, edits));
    const lines = changedLines(lineDiff(file.text, text));
    return { source: { ...source, file: { ...file, text } }, changes: edits, lines };
  } catch {
    return undefined;
  }
}

/** Takes out the whole table when its last key goes. */
function withoutEmptyTables(text: string, edits: readonly Change[]): Change[] {
  const value = parse(text);
  return edits.map((edit) => {
    const parent = edit.path.slice(0, -1);
    const table = parent.reduce<unknown>((at, step) => (isTable(at) ? at[step] : undefined), value);
    const isFilled = edits.some(({ path, value }) => value !== undefined && isBelow(path, parent));
    const isLast = isTable(table) && Object.keys(table).length === 1 && !isFilled;
    return edit.value === undefined && parent.length > 0 && isLast ? { ...edit, path: parent } : edit;
  });
}

const isBelow = (path: readonly string[], table: readonly string[]): boolean =>
  table.every((part, i) => path[i] === part);
