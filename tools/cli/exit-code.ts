/** Exit codes, stable for scripts. */
export const exitCode = {
  ok: 0,
  /** The command found a problem or could not do its work; it said which. */
  failed: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** `loco platform status`: the Kubernetes API does not answer, or nothing is deployed. */
  unreachable: 3,
} as const;
