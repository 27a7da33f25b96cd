import type { AddonSecret } from "../addon.ts";
import { generatedPassword } from "../addon-secrets.ts";

/** Secret with the key, its only entry, and where the store's pod has it as a file. */
export const MAINTENANCE = { secret: "vmsingle-maintenance", entry: "key", folder: "/etc/vmsingle" } as const;

/**
 * Flags of the addresses that change or slow down the store, or show how it was started. Anybody who can connect may use them
 * unless they have a key; writing and asking have none. That of its metrics has none either, for vmagent reads them.
 *
 * @see https://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/#security
 */
const KEYED = [
  "configAuthKey",
  "deleteAuthKey",
  "flagsAuthKey",
  "forceFlushAuthKey",
  "forceMergeAuthKey",
  "logNewSeriesAuthKey",
  "metricNamesStatsResetAuthKey",
  "pprofAuthKey",
  "reloadAuthKey",
  "search.resetCacheAuthKey",
  "snapshotAuthKey",
];

export const maintenanceSecrets: readonly AddonSecret[] = [
  { name: MAINTENANCE.secret, data: { [MAINTENANCE.entry]: generatedPassword("vmsingle-maintenance-key") } },
];

/** Arguments that ask for the key. The store reads the file again when it changes, so no pod has to restart. */
export const maintenanceArgs: Readonly<Record<string, string>> = Object.fromEntries(
  KEYED.map((flag) => [flag, `file://${MAINTENANCE.folder}/${MAINTENANCE.entry}`]),
);

/** The key as a file in the store's pod. */
export const maintenanceVolume = {
  extraVolumes: [{ name: MAINTENANCE.secret, secret: { secretName: MAINTENANCE.secret } }],
  extraVolumeMounts: [{ name: MAINTENANCE.secret, mountPath: MAINTENANCE.folder, readOnly: true }],
};
