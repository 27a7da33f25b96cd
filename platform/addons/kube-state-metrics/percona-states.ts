import { type CustomStates, gauge, kindOf } from "./custom-states.ts";

/** How one of Percona's operators calls what it looks after. */
interface Names {
  readonly addon: string;
  readonly group: string;
  readonly prefix: string;
  /** The kind of its databases; that of their copies is `<kind>Backup`. */
  readonly kind: string;
  /** Where a copy says whose it is. */
  readonly cluster: string;
  /** Where a database has its schedules, each with `name` and `schedule`. */
  readonly schedules: string;
}

/**
 * What kube-state-metrics tells of the objects of one of Percona's operators:
 *
 * - `<prefix>_schedule_info{namespace, cluster, schedule, cron, enabled}`: 1 for each schedule that a database has.
 * - `<prefix>_backup_created{namespace, cluster, backup, state}`: when a copy was begun, whatever became of it.
 * - `<prefix>_backup_completed{namespace, cluster, backup}`: when one succeeded; those that failed have no such time.
 *
 * @see https://github.com/percona/percona-xtradb-cluster-operator/blob/v1.20.0/pkg/apis/pxc/v1/pxc_backup_types.go
 * @see https://github.com/percona/percona-server-mongodb-operator/blob/v1.22.0/pkg/apis/psmdb/v1/perconaservermongodbbackup_types.go
 */
function perconaStates({ addon, group, prefix, kind, cluster, schedules }: Names): CustomStates {
  const entry = kindOf(group, prefix);
  const plural = `${kind.toLowerCase()}s`;
  return {
    addon,
    group,
    prefix,
    resources: [`${kind.toLowerCase()}backups`, plural],
    states: [
      entry(
        kind,
        { cluster: ["metadata", "name"] },
        {
          name: "schedule_info",
          help: "A schedule of a database's copies.",
          each: {
            type: "Info",
            info: {
              path: ["spec", "backup", schedules],
              labelsFromPath: { schedule: ["name"], cron: ["schedule"], enabled: ["enabled"] },
            },
          },
        },
      ),
      entry(
        `${kind}Backup`,
        { backup: ["metadata", "name"], cluster: ["spec", cluster] },
        {
          name: "backup_created",
          help: "Unix time at which a copy was begun.",
          labelsFromPath: { state: ["status", "state"] },
          each: gauge(["metadata"], ["creationTimestamp"]),
        },
        {
          name: "backup_completed",
          help: "Unix time at which a copy succeeded.",
          each: gauge(["status"], ["completed"]),
        },
      ),
    ],
  };
}

export const perconaXtradbStates = perconaStates({
  addon: "percona-xtradb",
  group: "pxc.percona.com",
  prefix: "pxc",
  kind: "PerconaXtraDBCluster",
  cluster: "pxcCluster",
  schedules: "schedule",
});

export const perconaMongodbStates = perconaStates({
  addon: "percona-mongodb",
  group: "psmdb.percona.com",
  prefix: "psmdb",
  kind: "PerconaServerMongoDB",
  cluster: "clusterName",
  schedules: "tasks",
});
