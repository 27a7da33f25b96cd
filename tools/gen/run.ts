import type { Reporter } from "../console/reporter.ts";
import type { GeneratedFile, Generator } from "./generator.ts";

/** The repository's files, by paths relative to it. */
export interface Repository {
  /** The text of a file; undefined when it is not there. */
  readonly read: (path: string) => string | undefined;
  readonly write: (path: string, text: string) => void;
}

/** How {@link runGenerators} is asked to work. */
export interface RunOptions {
  /** Compare only, and write nothing. */
  readonly check: boolean;
  /** Count a generator that cannot work on this machine as a failure. */
  readonly complete: boolean;
  /** The command that would write the files that `check` finds stale. */
  readonly command: string;
}

/** Runs generators one after the other and writes what changed; false when `check` found a stale file, or `complete` a
 * generator that could not work. */
export async function runGenerators(
  generators: readonly Generator[],
  repository: Repository,
  { check, complete, command }: RunOptions,
  reporter: Reporter,
): Promise<boolean> {
  const stale: GeneratedFile[] = [];
  let skipped = false;
  for (const { title, generate } of generators) {
    const outcome = await generate();
    if (outcome.kind === "unavailable") {
      skipped = true;
      reporter.warn(`${title} not looked at: ${outcome.reason}`);
    } else stale.push(...outcome.files.filter(({ path, text }) => repository.read(path) !== text));
  }
  for (const { path, text } of stale) {
    if (!check) repository.write(path, text);
    reporter.info(`${check ? "stale" : "wrote"}  ${path}`);
  }
  if (check && stale.length > 0) reporter.info(`run ${command}`);
  return !(complete && skipped) && (!check || stale.length === 0);
}
