import type { AppFile } from "../app-file.gen.ts";
import type { PlatformFacts } from "../source.ts";

/** What an app gains. */
export type Gain = "safer" | "cheaper" | "faster";

type Path = readonly string[];

export type TomlValue =
  | string
  | number
  | boolean
  | readonly TomlValue[]
  | { readonly [key: string]: TomlValue };

/** One change to the file: a value for a key, or undefined to take the key out. */
export interface Change {
  readonly path: Path;
  readonly value: TomlValue | undefined;
}

/** What a rule found. */
export interface Advice {
  /** The key that it is about. */
  readonly path: Path;
  /** The reason, as one or two sentences. */
  readonly why: string;
  /** What the file should say. Without any, `adapt` says what to do. */
  readonly changes: readonly Change[];
  /** What only the app's people know, and should put in place of what `changes` write. */
  readonly adapt?: string;
  /** The platform with what it must have first; absent when it has that. */
  readonly after?: (platform: PlatformFacts) => PlatformFacts;
  /** Values that it takes out must not be shown. */
  readonly isSecret?: true;
}

/** Advice with whose it is. */
export interface Suggestion extends Advice {
  readonly name: string;
  readonly gain: Gain;
}

/** What a rule may know beside the file with its defaults. */
export interface AdviceContext {
  /** Whether the file itself says something at a path, or has it from a default. */
  readonly said: (path: Path) => boolean;
  /** Whether the file's own environments are looked at, or one of them. */
  readonly environment?: string;
  readonly platform?: PlatformFacts;
}

/** One thing that can be better. It looks at files without mistakes only. */
export interface SuggestionRule {
  readonly name: string;
  readonly gain: Gain;
  readonly check: (file: AppFile, context: AdviceContext) => readonly Advice[];
}

/** A change of one key. */
export const set = (path: Path, value: TomlValue | undefined): Change => ({ path, value });
