import { type CustomStates, gauge, kindOf } from "./custom-states.ts";

const GROUP = "postgresql.cnpg.io";
const PREFIX = "cnpg";

const entry = kindOf(GROUP, PREFIX);

/** The Cluster that a Backup or its schedule is of. */
const cluster = ["spec", "cluster", "name"];

/**
 * What kube-state-metrics tells of CloudNativePG's objects, whatever plugin makes the backups:
 *
 * - `cnpg_scheduledbackup_created{namespace, schedule, cluster, cron, suspended}`: when a ScheduledBackup was made.
 * - `cnpg_backup_ended{namespace, backup, cluster, phase}`: when a Backup ended, and how: `completed` or `failed`.
 * - `cnpg_cluster_archiving{namespace, cluster}`: 0 when the last attempt to archive WAL failed, 1 when it succeeded.
 *
 * The databases' own metrics have them too, but pods of databases are scraped only where an app asks for it.
 * https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/internal/cmd/manager/walarchive/cmd.go (of plugins, too)
 */
export const cloudnativePgStates: CustomStates = {
  addon: "cloudnative-pg",
  group: GROUP,
  prefix: PREFIX,
  resources: ["backups", "clusters", "scheduledbackups"],
  states: [
    entry(
      "ScheduledBackup",
      { schedule: ["metadata", "name"], cluster },
      {
        name: "scheduledbackup_created",
        help: "Unix time at which a ScheduledBackup was made.",
        labelsFromPath: { cron: ["spec", "schedule"], suspended: ["spec", "suspend"] },
        each: gauge(["metadata"], ["creationTimestamp"]),
      },
    ),
    entry(
      "Backup",
      { backup: ["metadata", "name"], cluster },
      {
        name: "backup_ended",
        help: "Unix time at which a Backup ended.",
        each: gauge(["status"], ["reconciliationTerminatedAt"], { phase: ["phase"] }),
      },
    ),
    entry(
      "Cluster",
      { cluster: ["metadata", "name"] },
      {
        name: "cluster_archiving",
        help: "Whether the last attempt to archive WAL succeeded.",
        each: gauge(["status", "conditions", "[type=ContinuousArchiving]"], ["status"]),
      },
    ),
  ],
};
