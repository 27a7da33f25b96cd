import type { Alert } from "./alert.ts";
import { BACKUP_LIMITS, type BackupLimit } from "./backup-limits.ts";

/** What alerts call one of Percona's operators. */
interface Words {
  /** What its metrics begin with. */
  readonly prefix: "pxc" | "psmdb";
  /** What its alerts begin with. */
  readonly name: string;
  readonly product: string;
  /** States of copies that have ended. */
  readonly failed: string;
  readonly succeeded: string;
}

const BY_CLUSTER = "(namespace, cluster)";

/**
 * Failed and missing copies of databases, made of what kube-state-metrics tells of Percona's objects:
 * `kube-state-metrics/percona-states.ts`.
 */
export function perconaAlerts({ prefix, name, product, failed, succeeded }: Words): readonly Alert[] {
  const schedules = `${prefix}_schedule_info{enabled!="false"`;
  const begun = (state: string) => `max by ${BY_CLUSTER} (${prefix}_backup_created{state=~"${state}"})`;

  /**
   * Schedules that are there and already were then, unless a copy succeeded since, whoever asked for it and even if it is gone. A
   * database may be older than its schedule, of which no object says when it came; an hour is looked at, in case metrics were missing.
   */
  const stale = ({ cron, hours }: BackupLimit) => {
    const each = `max by (namespace, cluster, schedule)`;
    const selector = `${schedules},cron=~"${cron}"}`;
    return [
      `${each} (${selector}) and ${each} (max_over_time(${selector}[1h] offset ${hours}h))`,
      `unless on ${BY_CLUSTER} max_over_time(${prefix}_backup_completed[${hours}h]) > time() - ${hours} * 3600`,
    ].join("\n");
  };

  return [
    {
      alert: `${name}BackupFailed`,
      // Until one succeeds. Of a database that is gone copies may stay, but no schedule.
      expr: [
        `${begun(failed)} == ${begun(`${failed}|${succeeded}`)}`,
        `and on ${BY_CLUSTER} ${schedules}}`,
      ].join("\n"),
      for: "1m",
      severity: "warning",
      summary: `the last backup of ${product} {{ $labels.cluster }} of {{ $labels.namespace }} failed`,
      jobs: ["kube-state-metrics"],
    },
    {
      alert: `${name}BackupStale`,
      expr: BACKUP_LIMITS.map(stale).join("\nor\n"),
      for: "15m",
      severity: "warning",
      summary: `schedule {{ $labels.schedule }} of {{ $labels.namespace }} has not backed up ${product} {{ $labels.cluster }} in time`,
      jobs: ["kube-state-metrics"],
    },
  ];
}
