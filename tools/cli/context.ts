import type { CommandContext, StricliProcess } from "@stricli/core";
import type { Ask } from "../console/ask.ts";
import type { Reporter } from "../console/reporter.ts";

/** What a command may touch. Commands reach the world through it alone, so that tests can give them another one. */
export interface LocoContext extends CommandContext {
  readonly process: StricliProcess;
  /** Tells a person what is going on, on standard error. */
  readonly reporter: Reporter;
  /** Asks the person at the terminal; absent where there is none. */
  readonly ask?: Ask;
  /** Folder the command was started in: the platform's. */
  readonly cwd: string;
  readonly env: Readonly<Partial<Record<string, string>>>;
}

/** Prints a result on standard output. */
export function print(context: LocoContext, text: string): void {
  context.process.stdout.write(`${text}\n`);
}
