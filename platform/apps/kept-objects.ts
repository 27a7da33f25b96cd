import type { App, Need } from "./app.ts";
import { DATASTORES, type DatastoreType, isDatastore } from "./needs.ts";

/** What of an app outlives its releases. */
export interface KeptObject {
  readonly path: readonly string[];
  readonly what: string;
  /** As kubectl names them: kind/name. */
  readonly objects: readonly string[];
}

/**
 * What operators read, by kind, and the volumes that they leave when it is deleted. CloudNativePG's and RabbitMQ's go with it.
 */
const STORES: Readonly<
  Record<DatastoreType, { readonly kind: string; readonly volume?: (name: string) => string }>
> = {
  postgres: { kind: "clusters.postgresql.cnpg.io" },
  mysql: { kind: "perconaxtradbclusters.pxc.percona.com", volume: (name) => `datadir-${name}-pxc` },
  mongodb: { kind: "perconaservermongodbs.psmdb.percona.com", volume: (name) => `mongod-data-${name}-rs0` },
  elasticsearch: {
    kind: "elasticsearches.elasticsearch.k8s.elastic.co",
    volume: (name) => `elasticsearch-data-${name}-es-default`,
  },
  redis: { kind: "dragonflies.dragonflydb.io", volume: (name) => `df-${name}` },
  rabbitmq: { kind: "rabbitmqclusters.rabbitmq.com" },
};

export const keptObjects = ({ needs, volumes, backup }: App): readonly KeptObject[] => [
  ...needs.flatMap(ofNeed),
  ...volumes.map(({ name, size }) => ({
    path: ["volumes", name],
    what: `the volume ${name} (${size})`,
    objects: [`pvc/${name}`],
  })),
  ...(backup === undefined
    ? []
    : [
        {
          path: ["backup"],
          what: "the schedule of backups",
          objects: ["schedules.k8up.io/volumes", "podconfigs.k8up.io/volumes"],
        },
      ]),
];

function ofNeed(need: Need): KeptObject[] {
  if (!isStore(need)) return [];
  const { name, type, size, replicas, backup } = need;
  const { kind, volume } = STORES[type];
  const left =
    volume !== undefined && size !== undefined
      ? Array.from({ length: replicas }, (_, i) => `pvc/${volume(name)}-${i}`)
      : [];
  const login = DATASTORES[type].login === true ? [`secret/${name}-login`] : [];
  const copied = type === "postgres" && backup !== undefined;
  return [
    { path: ["needs", name], what: `the ${type} ${name}`, objects: [`${kind}/${name}`, ...left, ...login] },
    ...(copied
      ? [
          {
            path: ["needs", name, "backup"],
            what: `the schedule of backups of ${name}`,
            objects: [
              `scheduledbackups.postgresql.cnpg.io/${name}`,
              `objectstores.barmancloud.cnpg.io/${name}`,
            ],
          },
        ]
      : []),
  ];
}

const isStore = (need: Need): need is Exclude<Need, { readonly type: "s3" | "external" }> =>
  isDatastore(need.type);
