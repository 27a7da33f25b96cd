import type { App, Need } from "./app.ts";
import { STORE_CLAIMS } from "./claims.ts";
import { DATASTORES, type DatastoreType, isDatastore } from "./needs.ts";

/** What of an app outlives its releases. */
export interface KeptObject {
  readonly path: readonly string[];
  readonly what: string;
  /** As kubectl names them: kind/name. */
  readonly objects: readonly string[];
}

/** What operators read, by kind. */
export const STORES: Readonly<Record<DatastoreType, string>> = {
  postgres: "clusters.postgresql.cnpg.io",
  mysql: "perconaxtradbclusters.pxc.percona.com",
  mongodb: "perconaservermongodbs.psmdb.percona.com",
  elasticsearch: "elasticsearches.elasticsearch.k8s.elastic.co",
  redis: "dragonflies.dragonflydb.io",
  rabbitmq: "rabbitmqclusters.rabbitmq.com",
};

/** Whose volumes go with what their operator reads; all others leave them. */
const TAKEN_ALONG: readonly DatastoreType[] = ["postgres", "rabbitmq"];

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
  const left =
    TAKEN_ALONG.includes(type) || size === undefined
      ? []
      : Array.from({ length: replicas }, (_, i) => `pvc/${STORE_CLAIMS[type](name)}-${i}`);
  const login = DATASTORES[type].login === true ? [`secret/${name}-login`] : [];
  const copied = type === "postgres" && backup !== undefined;
  return [
    {
      path: ["needs", name],
      what: `the ${type} ${name}`,
      objects: [`${STORES[type]}/${name}`, ...left, ...login],
    },
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
