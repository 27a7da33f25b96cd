import { DATASTORES, type DatastoreType } from "../../../platform/apps/needs.ts";
import type { Effect, Row } from "./rows.ts";

/** Where the object that an operator reads says what a key of its need says. */
interface Paths {
  readonly kind: string;
  readonly size: string;
  readonly storageClass: string;
  readonly replicas: string;
  readonly resources: string;
  /** One that is not what there is without it, where it is said, and a part of what is said there. */
  readonly version?: readonly [version: string, path: string, holds: string];
  /** Object, path and value of a schedule at four o'clock, and of thirty days. */
  readonly schedule?: readonly [object: string, path: string, value: unknown];
  readonly keep?: readonly [object: string, path: string, value: unknown];
}

const MYSQL = "PerconaXtraDBCluster/db";
const MONGODB = "PerconaServerMongoDB/db";

const PATHS: Readonly<Record<DatastoreType, Paths>> = {
  postgres: {
    kind: "Cluster",
    size: "storage.size",
    storageClass: "storage.storageClass",
    replicas: "instances",
    resources: "resources",
    version: ["16", "imageName", ":16."],
    schedule: ["ScheduledBackup/db", "spec.schedule", "0 0 4 * * *"],
    keep: ["ObjectStore/db", "spec.retentionPolicy", "30d"],
  },
  mysql: {
    kind: "PerconaXtraDBCluster",
    size: "pxc.volumeSpec.persistentVolumeClaim.resources.requests.storage",
    storageClass: "pxc.volumeSpec.persistentVolumeClaim.storageClassName",
    replicas: "pxc.size",
    resources: "pxc.resources",
    version: ["8.0", "pxc.image", ":8.0."],
    schedule: [MYSQL, "spec.backup.schedule.0.schedule", "0 4 * * *"],
    keep: [MYSQL, "spec.backup.schedule.0.retention.count", 30],
  },
  mongodb: {
    kind: "PerconaServerMongoDB",
    size: "replsets.0.volumeSpec.persistentVolumeClaim.resources.requests.storage",
    storageClass: "replsets.0.volumeSpec.persistentVolumeClaim.storageClassName",
    replicas: "replsets.0.size",
    resources: "replsets.0.resources",
    version: ["7.0", "image", ":7.0."],
    schedule: [MONGODB, "spec.backup.tasks.0.schedule", "0 4 * * *"],
    keep: [MONGODB, "spec.backup.tasks.0.retention.count", 30],
  },
  elasticsearch: {
    kind: "Elasticsearch",
    size: "nodeSets.0.volumeClaimTemplates.0.spec.resources.requests.storage",
    storageClass: "nodeSets.0.volumeClaimTemplates.0.spec.storageClassName",
    replicas: "nodeSets.0.count",
    resources: "nodeSets.0.podTemplate.spec.containers.0.resources",
    version: ["8", "version", "8."],
  },
  redis: {
    kind: "Dragonfly",
    size: "snapshot.persistentVolumeClaimSpec.resources.requests.storage",
    storageClass: "snapshot.persistentVolumeClaimSpec.storageClassName",
    replicas: "replicas",
    resources: "resources",
  },
  rabbitmq: {
    kind: "RabbitmqCluster",
    size: "persistence.storage",
    storageClass: "persistence.storageClassName",
    replicas: "replicas",
    resources: "resources",
  },
};

const TYPES = Object.keys(DATASTORES) as DatastoreType[];

/** The keys of a need that the platform makes, for each type that has them. */
export const needRows: readonly Row[] = TYPES.flatMap((of) => {
  const { kind, size, storageClass, replicas, resources, version, schedule, keep } = PATHS[of];
  const table = `[needs.db]\ntype = "${of}"\n`;
  const row = (key: string, line: string, effect: Effect, base = ""): Row => ({
    key: `needs.*.${key}`,
    of,
    base: { tables: `${table}${base}` },
    adds: { tables: line },
    effect,
  });
  const spec = (path: string, value: unknown): Effect => ({
    object: `${kind}/db`,
    path: `spec.${path}`,
    value,
  });
  const copied = (key: string, line: string, known: Paths["schedule"]): Row[] => {
    if (known === undefined) return [];
    const [object, path, value] = known;
    return [row(key, `-backup = {}\nbackup = { ${line} }`, { object, path, value }, "backup = {}\n")];
  };
  return [
    { key: "needs.*.type", of, adds: { tables: table }, effect: { appears: `${kind}/db` } },
    row("size", '-size = "10Gi"\nsize = "20Gi"', spec(size, "20Gi"), 'size = "10Gi"\n'),
    row("storage_class", 'storage_class = "fast"', spec(storageClass, "fast"), 'size = "10Gi"\n'),
    row("replicas", "replicas = 3", spec(replicas, 3)),
    row("cpu", 'cpu = "300m"', spec(`${resources}.requests.cpu`, "300m")),
    row("memory", 'memory = "3Gi"', spec(`${resources}.limits.memory`, "3Gi")),
    ...(version === undefined
      ? []
      : [row("version", `version = "${version[0]}"`, spec(version[1], { holds: version[2] }))]),
    ...copied("backup.schedule", 'schedule = "0 4 * * *"', schedule),
    ...copied("backup.keep", "keep = 30", keep),
  ];
});

/** The types that have a key, or none where it is no key of such a need. */
export function typesWith(key: string): readonly DatastoreType[] {
  if (!needRows.some((row) => row.key === key)) return [];
  if (key === "needs.*.version") return TYPES.filter((type) => DATASTORES[type].versions !== undefined);
  return key.startsWith("needs.*.backup.")
    ? TYPES.filter((type) => DATASTORES[type].backup !== undefined)
    : TYPES;
}
