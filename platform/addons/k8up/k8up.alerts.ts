import type { Alert } from "../alert.ts";
import { BACKUP_LIMITS, type BackupLimit } from "../backup-limits.ts";

const SUCCEEDED = 'run="backup",reason="Succeeded"';

/**
 * Schedules older than that, unless a backup of theirs succeeded since, or one that was started by hand. It counts even if it is
 * gone: k8up keeps the last three of a namespace, of whichever Schedule.
 */
const stale = ({ cron, hours }: BackupLimit) =>
  [
    `max by (namespace, schedule) (k8up_schedule_created{cron=~"${cron}"}) < time() - ${hours} * 3600`,
    `unless on (namespace, schedule) max_over_time(k8up_run_completed{${SUCCEEDED}}[${hours}h]) > time() - ${hours} * 3600`,
    `unless on (namespace) max_over_time(k8up_run_completed{schedule="",${SUCCEEDED}}[${hours}h]) > time() - ${hours} * 3600`,
  ].join("\n");

/** When the last run of each Schedule and kind ended. */
const last = (selector: string) =>
  `max by (namespace, schedule, run) (k8up_run_completed{schedule!=""${selector}})`;

/** Made of what kube-state-metrics tells of k8up's objects: `kube-state-metrics/k8up-states.ts`. */
export const k8upAlerts: readonly Alert[] = [
  {
    alert: "BackupFailed",
    // Until one succeeds. A run has failed when its Job gave up, after six more attempts.
    expr: `${last(',reason="Failed"')} == ${last("")}`,
    for: "1m",
    severity: "warning",
    summary:
      "the last {{ $labels.run }} of schedule {{ $labels.schedule }} of {{ $labels.namespace }} failed",
    jobs: ["kube-state-metrics"],
  },
  {
    alert: "BackupStale",
    expr: BACKUP_LIMITS.map(stale).join("\nor\n"),
    for: "15m",
    severity: "warning",
    summary: "schedule {{ $labels.schedule }} of {{ $labels.namespace }} has not made a backup in time",
    jobs: ["kube-state-metrics"],
  },
];
