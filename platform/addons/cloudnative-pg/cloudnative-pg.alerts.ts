import type { Alert } from "../alert.ts";
import type { BackupLimit } from "../backup-limits.ts";

/**
 * How old the last success may be, by a ScheduledBackup's cron, which begins with seconds: its longest pause and two hours. Rarer
 * ones, and `@every`, are not watched.
 */
const LIMITS: readonly BackupLimit[] = [
  { cron: "(TZ=[^ ]+ )?[^ ]+ [^ ]+ [^ ]+ [*?] [*?]( [*?])?|@(hourly|daily|midnight)", hours: 26 },
  { cron: "(TZ=[^ ]+ )?[^ ]+ [^ ]+ [^ ]+ [*?] [*?] [^*? ][^ ]*|@weekly", hours: 7 * 24 + 2 },
];

const BY_CLUSTER = "(namespace, cluster)";
const SCHEDULES = "cnpg_scheduledbackup_created";
const RUNNING = 'suspended!="true"';

/** Schedules older than that, unless a backup of their Cluster was made since, whoever asked for it and even if it is gone. */
const stale = ({ cron, hours }: BackupLimit) =>
  [
    `max by (namespace, cluster, schedule) (${SCHEDULES}{${RUNNING},cron=~"${cron}"}) < time() - ${hours} * 3600`,
    `unless on ${BY_CLUSTER} max_over_time(cnpg_backup_ended{phase="completed"}[${hours}h]) > time() - ${hours} * 3600`,
  ].join("\n");

/**
 * Made of what kube-state-metrics tells of CloudNativePG's objects: `kube-state-metrics/cloudnative-pg-states.ts`. Databases' own
 * metrics are read only where an app asks for that.
 */
export const cloudnativePgAlerts: readonly Alert[] = [
  {
    alert: "PostgresBackupFailed",
    // Until one succeeds. Of a Cluster that is gone Backups may stay, but no schedule.
    expr: [
      `max by ${BY_CLUSTER} (cnpg_backup_ended{phase="failed"}) == max by ${BY_CLUSTER} (cnpg_backup_ended)`,
      `and on ${BY_CLUSTER} ${SCHEDULES}{${RUNNING}}`,
    ].join("\n"),
    for: "1m",
    severity: "warning",
    summary: "the last backup of PostgreSQL cluster {{ $labels.cluster }} of {{ $labels.namespace }} failed",
    jobs: ["kube-state-metrics"],
  },
  {
    alert: "PostgresBackupStale",
    expr: LIMITS.map(stale).join("\nor\n"),
    for: "15m",
    severity: "warning",
    summary:
      "schedule {{ $labels.schedule }} of {{ $labels.namespace }} has not backed up PostgreSQL cluster {{ $labels.cluster }} in time",
    jobs: ["kube-state-metrics"],
  },
  {
    alert: "PostgresArchivingFailing",
    expr: `max by ${BY_CLUSTER} (cnpg_cluster_archiving) == 0`,
    // A switchover interrupts it for a minute.
    for: "15m",
    severity: "warning",
    summary:
      "PostgreSQL cluster {{ $labels.cluster }} of {{ $labels.namespace }} has archived nothing for 15 minutes: what it writes cannot be recovered, and stays on its volume",
    jobs: ["kube-state-metrics"],
  },
];
