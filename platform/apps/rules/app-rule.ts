import type { Problem } from "../../config/diagnostic.ts";
import type { AppFile } from "../app-file.gen.ts";
import type { AppContext, AppSource } from "../source.ts";

/** What a rule may know beside the file with its defaults. */
export interface About extends AppContext {
  /** `<name>` or `<name>-<environment>`. */
  readonly instance: string;
  /** Whether the file itself says something at a path, or has it from a default. */
  readonly said: (path: Problem["path"]) => boolean;
  readonly source: AppSource;
  /** The image in image.lock for this environment. */
  readonly lockedImage: string | undefined;
  /** Whether image.lock has mistakes, so that its image is not known. */
  readonly lockIsBroken: boolean;
}

/** A rule across keys of loco.toml. It is checked when each of the top-level keys it reads is right by itself. */
export interface AppRule {
  readonly reads: readonly (keyof AppFile)[];
  readonly check: (file: AppFile, about: About) => Problem[];
}

/** An error at a path. */
export const wrong = (path: Problem["path"], message: string, hint?: string): Problem => ({
  severity: "error",
  path,
  message,
  ...(hint === undefined ? {} : { hint }),
});
