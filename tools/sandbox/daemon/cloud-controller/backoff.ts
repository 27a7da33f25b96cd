/** How long what failed waits, in milliseconds: the first time, doubled each time after, and at most. */
const [FIRST_MS, LONGEST_MS] = [5_000, 300_000];

/** Remembers what failed, so that it is not tried again at once. */
export interface Backoff {
  /** Whether it may be tried now. */
  readonly isDue: (key: string) => boolean;
  readonly failed: (key: string) => void;
  /** It worked, or is another thing now: it may be tried at once. */
  readonly forget: (key: string) => void;
}

/**
 * The waiting times of Kubernetes' service controller.
 *
 * @see https://github.com/kubernetes/cloud-provider/blob/v0.24.17/controllers/service/controller.go (minRetryDelay)
 */
export function backoff(now: () => number = Date.now): Backoff {
  const waiting = new Map<string, { readonly failures: number; readonly until: number }>();
  return {
    isDue: (key) => (waiting.get(key)?.until ?? 0) <= now(),
    failed: (key) => {
      const failures = waiting.get(key)?.failures ?? 0;
      const wait = Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
      waiting.set(key, { failures: failures + 1, until: now() + wait });
    },
    forget: (key) => void waiting.delete(key),
  };
}
