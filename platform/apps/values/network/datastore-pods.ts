import type { DatastoreType } from "../../needs.ts";

/** How the pods that an operator makes for a datastore are told apart, and who connects to them where. */
interface DatastorePods {
  /** Of every pod of it, those that operators run for a while included. */
  readonly labels: Readonly<Record<string, string>>;
  /** Ports that apps connect to. */
  readonly client: readonly number[];
  /** The operator's namespace, and ports that it connects to itself rather than through the API server. */
  readonly operator: { readonly namespace: string; readonly ports: readonly number[] };
  /** Port with metrics. */
  readonly scrape?: number;
  /** Whether they ask the API server. */
  readonly api?: true;
}

/** Labels and ports as operators set them, at the versions in platform/addons/charts.lock.json. */
export const datastorePods = (name: string, type: DatastoreType): DatastorePods => PODS[type](name);

const PODS: Readonly<Record<DatastoreType, (name: string) => DatastorePods>> = {
  // https://cloudnative-pg.io/documentation/current/networking/; each pod's manager reads its Cluster and writes its state.
  postgres: (name) => ({
    labels: { "cnpg.io/cluster": name },
    client: [5432],
    operator: { namespace: "cloudnative-pg", ports: [5432, 8000] },
    scrape: 9187,
    api: true,
  }),
  // https://github.com/percona/percona-xtradb-cluster-operator/blob/v1.20.0/pkg/naming/labels.go; 33062 is for the operator's
  // user even when all connections are taken.
  mysql: (name) => ({
    labels: {
      "app.kubernetes.io/instance": name,
      "app.kubernetes.io/managed-by": "percona-xtradb-cluster-operator",
    },
    client: [3306],
    operator: { namespace: "percona-xtradb", ports: [3306, 33_062] },
  }),
  // https://github.com/percona/percona-server-mongodb-operator/blob/v1.22.0/pkg/naming/labels.go
  mongodb: (name) => ({
    labels: {
      "app.kubernetes.io/instance": name,
      "app.kubernetes.io/managed-by": "percona-server-mongodb-operator",
    },
    client: [27_017],
    operator: { namespace: "percona-mongodb", ports: [27_017] },
  }),
  // https://github.com/elastic/cloud-on-k8s/blob/v3.5.0/pkg/controller/elasticsearch/label/label.go
  elasticsearch: (name) => ({
    labels: { "elasticsearch.k8s.elastic.co/cluster-name": name },
    client: [9200],
    operator: { namespace: "eck", ports: [9200] },
  }),
  // https://github.com/dragonflydb/dragonfly-operator/blob/v1.6.1/internal/resources/resources.go; the port for administration
  // has metrics, too, which nobody takes: whoever connects there may do everything, without a password.
  redis: (name) => ({
    labels: { app: name, "app.kubernetes.io/name": "dragonfly" },
    client: [6379],
    operator: { namespace: "dragonfly", ports: [6379, 9999] },
  }),
  // https://github.com/rabbitmq/cluster-operator/blob/v2.22.3/internal/metadata/label.go; each pod asks for its peers and
  // writes events.
  rabbitmq: (name) => ({
    labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "rabbitmq" },
    client: [5672],
    operator: { namespace: "rabbitmq", ports: [15_672] },
    scrape: 15_692,
    api: true,
  }),
};
