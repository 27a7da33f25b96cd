import { type CustomStates, gauge, kindOf } from "./custom-states.ts";

/** Kinds of k8up's that run and end, by the name of their resource. Archives and restores are started by hand. */
const RUNS = { backups: "Backup", checks: "Check", prunes: "Prune" } as const;

const GROUP = "k8up.io";
const PREFIX = "k8up";

const entry = kindOf(GROUP, PREFIX);

/**
 * What kube-state-metrics tells of k8up's objects:
 *
 * - `k8up_schedule_created{namespace, schedule, cron}`: when a Schedule was made; without `cron` it makes no backups.
 * - `k8up_run_completed{namespace, schedule, run, name, reason}`: when a run ended, and how: `Succeeded` or `Failed`. One that was
 *   started by hand has no `schedule`.
 *
 * k8up's own metrics cannot tell whether backups are made: its counters are gone when it restarts, and `k8up_schedules_gauge`
 * never hears of a deleted Schedule. Nor can Jobs: failed ones stay after a later success, and a backup may have several.
 * https://github.com/k8up-io/k8up/blob/v2.15.0/operator/schedulecontroller/controller.go (Deprovision)
 */
export const k8upStates: CustomStates = {
  addon: "k8up",
  group: GROUP,
  prefix: PREFIX,
  resources: [...Object.keys(RUNS), "schedules"],
  states: [
    entry(
      "Schedule",
      { schedule: ["metadata", "name"] },
      {
        name: "schedule_created",
        help: "Unix time at which a Schedule was made.",
        labelsFromPath: { cron: ["spec", "backup", "schedule"] },
        each: gauge(["metadata"], ["creationTimestamp"]),
      },
    ),
    ...Object.values(RUNS).map(runCompleted),
  ],
};

function runCompleted(kind: string) {
  const ownedBy = {
    name: ["metadata", "name"],
    schedule: ["metadata", "ownerReferences", "[kind=Schedule]", "name"],
  };
  return entry(kind, ownedBy, {
    name: "run_completed",
    help: "Unix time at which a run ended.",
    commonLabels: { run: kind.toLowerCase() },
    each: gauge(["status", "conditions", "[type=Completed]"], ["lastTransitionTime"], {
      reason: ["reason"],
    }),
  });
}
