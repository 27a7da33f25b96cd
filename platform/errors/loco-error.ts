import type { ErrorCode } from "./catalogue.ts";

/** What a {@link LocoError} may carry beside its message. */
export interface LocoErrorOptions {
  /** The command to run or the line to change. */
  readonly hint?: string;
  /** The error underneath, shown with `--verbose`. */
  readonly cause?: unknown;
}

/**
 * A failure that a person has to act on: work cannot go on.
 *
 * Mistakes in a file are not thrown but collected as diagnostics (`platform/config/diagnostic.ts`).
 * The message is lowercase, holds the wrong value and ends without a period.
 */
export class LocoError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: LocoErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LocoError";
    this.code = code;
    this.hint = options.hint;
  }
}
