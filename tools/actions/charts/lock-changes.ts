import type { LockEntry } from "../../../platform/addons/charts.ts";

/** What a chart's package says of itself. */
export interface PackageFacts {
  /** Undefined for an unpacked chart. */
  readonly digest: string | undefined;
  /** Version of what it installs; a chart need not say it. */
  readonly appVersion: string | undefined;
}

/** One key of the lock that is not what it was. */
export interface LockChange {
  readonly chart: string;
  readonly version: string;
  readonly key: "digest" | "appVersion";
  /** Undefined when the lock had none. */
  readonly was: string | undefined;
  readonly is: string;
}

export type Lock = Readonly<Record<string, LockEntry>>;

/**
 * The lock as packages say it should be: the same charts in the same order. What no package says stays, and so does an
 * entry whose digest would change, unless its chart is one of `named`: nobody pins by accident what was published anew.
 */
export function relock(
  lock: Lock,
  packages: ReadonlyMap<string, PackageFacts>,
  named: readonly string[] = [],
): {
  readonly lock: Lock;
  readonly changes: readonly LockChange[];
  readonly refused: readonly LockChange[];
} {
  const changes: LockChange[] = [];
  const refused: LockChange[] = [];
  const entries = Object.entries(lock).map(([chart, entry]) => {
    const { repository, version } = entry;
    const { digest: is = entry.digest } = packages.get(chart) ?? {};
    if (is !== undefined && entry.digest !== undefined && is !== entry.digest && !named.includes(chart)) {
      refused.push({ chart, version, key: "digest", was: entry.digest, is });
      return [chart, entry] as const;
    }
    const take = (key: LockChange["key"], was: string | undefined) => {
      const is = packages.get(chart)?.[key] ?? was;
      if (is !== undefined && is !== was) changes.push({ chart, version, key, was, is });
      return is;
    };
    const appVersion = take("appVersion", entry.appVersion) ?? entry.appVersion;
    const digest = take("digest", entry.digest);
    return [chart, { repository, version, appVersion, ...(digest === undefined ? {} : { digest }) }] as const;
  });
  return { lock: Object.fromEntries(entries), changes, refused };
}
