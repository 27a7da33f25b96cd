import lock from "./charts.lock.json" with { type: "json" };

/** A chart of somebody else's. */
export interface LockedChart {
  /** Helm repository's URL, `oci://` included. */
  readonly repository: string;
  readonly name: string;
  /** Exact version. */
  readonly version: string;
  /** Of its package as the repository serves it, where the lock has it: `sha256:` and hex. */
  readonly digest?: string;
}

/** One of our own, by its folder in `charts/`. */
export interface OwnChart {
  readonly folder: string;
}

export type Chart = LockedChart | OwnChart;

/** What `charts.lock.json` says of a chart. */
export interface LockEntry {
  readonly repository: string;
  readonly version: string;
  /** Version of what it installs. */
  readonly appVersion: string;
  /** Written by `loco charts lock`; without one, whatever the repository serves as this version is taken. */
  readonly digest?: string;
}

/** Every chart of somebody else's that is pinned, by name. */
export const chartLock: Readonly<Record<string, LockEntry>> = lock;

/** The chart that the lock pins under a name. */
export const locked = (name: keyof typeof lock): LockedChart => fromLock(name, lock[name]);

/** A chart as an entry of the lock pins it. */
export const fromLock = (name: string, { repository, version, digest }: LockEntry): LockedChart => ({
  repository,
  name,
  version,
  ...(digest === undefined ? {} : { digest }),
});
