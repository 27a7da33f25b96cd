import { existsSync, renameSync, writeFileSync } from "node:fs";
import type { ServerSettings } from "../config/settings.ts";
import { FatalError, type Logger } from "../log.ts";
import type { ServerFiles } from "./files.ts";

/** What etcd says last when the others have removed this member. */
const removed = "the member has been permanently removed from the cluster";

/** Remembers that this member was removed, when etcd says so: k3s acts on it at its next start. */
export function watchForRemoval(files: ServerFiles, log: Logger): (line: string) => void {
  return (line) => {
    if (!line.includes(removed) || existsSync(files.tombstone)) return;
    writeFileSync(files.tombstone, "", { mode: 0o600 });
    log.info("This node has been removed from the cluster - please restart k3s to rejoin the cluster");
  };
}

/**
 * What k3s does at a start after the removal: with `server:` it puts its data aside and joins again, without asking
 * anybody; without, it refuses since 2026 and made a new cluster before (https://github.com/k3s-io/k3s/issues/13623).
 *
 * @throws FatalError without `server:`
 */
export function buryRemovedMember(
  settings: ServerSettings,
  files: ServerFiles,
  log: Logger,
  now: Date,
): void {
  if (!existsSync(files.tombstone)) return;
  if (settings.server === undefined) {
    throw new FatalError(
      `starting kubernetes: tombstone file has been detected but --server is empty: backup and delete \${datadir}/server/db to create a new cluster, or set --server to rejoin`,
    );
  }
  log.info("tombstone file has been detected, removing ${datadir}/server/db to rejoin the cluster");
  renameSync(files.etcdData, `${files.etcdData}-backup-${Math.floor(now.getTime() / 1000)}`);
}
