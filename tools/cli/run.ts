import { run } from "@stricli/core";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { buildLoco } from "./app.ts";
import type { LocoContext } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { formatError } from "./format-error.ts";
import { fromSystem } from "./system-error.ts";

interface Options {
  readonly version: string;
  /** Whether errors are shown with their stack. */
  readonly verbose: boolean;
}

/**
 * Runs a command line and leaves its exit code in the context's process. Errors are told on standard error; with `--json`
 * also as the one object on standard output, unless the command has printed its own by then.
 */
export async function runLoco(
  args: readonly string[],
  context: LocoContext,
  { version, verbose }: Options,
): Promise<void> {
  const { stdout, stderr, env } = context.process;
  let printed = false;
  let failure: unknown;
  const watched = {
    stdout: {
      write(text: string) {
        printed = true;
        stdout.write(text);
      },
    },
    stderr,
    ...(env === undefined ? {} : { env }),
    exitCode: null as number | string | null,
  };
  const told = (error: unknown) => {
    failure = fromSystem(error);
    return formatError(failure, verbose);
  };
  await run(buildLoco(version, args, told), args, { ...context, process: watched });
  if (failure !== undefined && !printed && args.includes("--json"))
    stdout.write(`${JSON.stringify({ error: asData(failure) }, undefined, 2)}\n`);
  context.process.exitCode = isUsage(failure) ? exitCode.usage : watched.exitCode;
}

const isUsage = (error: unknown): boolean => error instanceof LocoError && error.code === "USAGE";

function asData(error: unknown) {
  if (!(error instanceof LocoError)) return { code: "BUG", message: String(error) };
  const { code, message, hint } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
