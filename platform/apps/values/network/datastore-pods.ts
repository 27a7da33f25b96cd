import type { DatastoreType } from "../../needs.ts";

/** How the pods that an operator makes for a datastore are told apart, and where they answer. */
export interface DatastorePods {
  /** Of every pod of it, those that operators run for a while included. */
  readonly labels: Readonly<Record<string, string>>;
  /** Ports that apps connect to. */
  readonly client: readonly number[];
}

const instance = (name: string) => ({ "app.kubernetes.io/instance": name });

/** Labels and ports as operators at the catalogue's versions set them. */
export function datastorePods(name: string, type: DatastoreType): DatastorePods {
  switch (type) {
    case "postgres":
      return { labels: { "cnpg.io/cluster": name }, client: [5432] };
    case "mysql":
      return { labels: instance(name), client: [3306] };
    case "mongodb":
      return { labels: instance(name), client: [27017] };
    case "elasticsearch":
      return { labels: { "elasticsearch.k8s.elastic.co/cluster-name": name }, client: [9200] };
    case "redis":
      return { labels: { app: name }, client: [6379] };
    case "rabbitmq":
      return { labels: { "app.kubernetes.io/name": name }, client: [5672] };
  }
}
