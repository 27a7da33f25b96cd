import lock from "./charts.lock.json" with { type: "json" };

/** A chart of somebody else's. */
export interface LockedChart {
  /** Helm repository's URL, `oci://` included. */
  readonly repository: string;
  readonly name: string;
  /** Exact version. */
  readonly version: string;
}

/** One of our own, by its folder in `charts/`. */
export interface OwnChart {
  readonly folder: string;
}

export type Chart = LockedChart | OwnChart;

/** What `charts.lock.json` says of a chart. */
interface LockEntry {
  readonly repository: string;
  readonly version: string;
  /** Version of what it installs. */
  readonly appVersion: string;
}

/** Every chart of somebody else's that is pinned, by name. */
export const chartLock: Readonly<Record<string, LockEntry>> = lock;

/** The chart that the lock pins under a name. */
export function locked(name: keyof typeof lock): LockedChart {
  const { repository, version } = lock[name];
  return { repository, name, version };
}
