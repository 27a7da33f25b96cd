/** Exit codes, stable for scripts. */
export const exitCode = {
  ok: 0,
  /** The command found a problem or could not do its work; it said which. */
  failed: 1,
  /** The command line itself was wrong. */
  usage: 2,
} as const;
