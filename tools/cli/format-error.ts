import { LocoError } from "../../platform/errors/loco-error.ts";

/** Words for an error. A stack trace is shown for a bug of ours, and for all errors when `verbose`. */
export function formatError(error: unknown, verbose: boolean): string {
  if (!(error instanceof LocoError)) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `this is a bug in Loco, please report it:\n${trace}`;
  }
  // What a message lists below its first line stands by itself.
  const [first, ...list] = error.message.split("\n");
  const lines = [`error  ${first}  [${error.code}]`, ...list];
  if (error.hint !== undefined) lines.push(...error.hint.split("\n").map((line) => `       ${line}`));
  if (verbose && error.cause !== undefined)
    lines.push(String(error.cause instanceof Error ? error.cause.stack : error.cause));
  return lines.join("\n");
}
