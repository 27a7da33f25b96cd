import type { Need as NeedKeys } from "./app-file.gen.ts";

export type NeedType = NeedKeys["type"];

/** What the platform makes itself, by an operator. */
export type DatastoreType = Exclude<NeedType, "s3" | "external">;

/** What is known of a kind of datastore. */
interface Datastore {
  /** The addon whose operator makes it. */
  readonly addon: string;
  /** What `${needs.<name>.<field>}` may ask for. */
  readonly fields: readonly string[];
  /** Whether two copies cannot agree on who leads, so that it takes three. */
  readonly quorum: boolean;
  /** The addons that copy it to a bucket, beside its own; absent when nothing does. */
  readonly backup?: readonly string[];
  /** Whether we make its password, because its operator makes none that may stand in a URL. */
  readonly login?: true;
  /** Those that can be had, oldest first; absent when the operator knows one. */
  readonly versions?: readonly string[];
  /** Of each copy: what it does not start without, and what it has when the file does not say. */
  readonly memory: { readonly least: string; readonly usual: string };
  /** Ends of the names of Services that its operator makes, beside objects that are named as the need. */
  readonly names: readonly string[];
  /** What its pods have as app.kubernetes.io/name, by which our objects select the app's; absent: the need's name, or nothing. */
  readonly podsOf?: string;
}

const LOGIN = ["url", "host", "port", "user", "password"] as const;

export const DATASTORES: Readonly<Record<DatastoreType, Datastore>> = {
  postgres: {
    addon: "cloudnative-pg",
    fields: [...LOGIN, "database"],
    quorum: false,
    backup: ["barman-cloud"],
    versions: ["15", "16", "17", "18"],
    memory: { least: "256Mi", usual: "512Mi" },
    names: ["-rw", "-ro", "-r"],
    podsOf: "postgresql",
  },
  mysql: {
    addon: "percona-xtradb",
    fields: [...LOGIN, "database"],
    quorum: true,
    backup: [],
    versions: ["8.0", "8.4"],
    memory: { least: "1Gi", usual: "1Gi" },
    names: ["-haproxy", "-haproxy-replicas", "-pxc", "-pxc-unready"],
    podsOf: "percona-xtradb-cluster",
    login: true,
  },
  mongodb: {
    addon: "percona-mongodb",
    fields: [...LOGIN, "database"],
    quorum: true,
    backup: [],
    versions: ["7.0", "8.0"],
    memory: { least: "512Mi", usual: "512Mi" },
    names: ["-rs0"],
    podsOf: "percona-server-mongodb",
    login: true,
  },
  elasticsearch: {
    addon: "eck",
    fields: LOGIN,
    quorum: true,
    versions: ["8", "9"],
    memory: { least: "1Gi", usual: "2Gi" },
    names: ["-es-http", "-es-internal-http", "-es-transport", "-es-default"],
  },
  redis: {
    addon: "dragonfly",
    fields: ["url", "host", "port", "password"],
    quorum: false,
    memory: { least: "320Mi", usual: "512Mi" },
    names: [],
    podsOf: "dragonfly",
    login: true,
  },
  rabbitmq: {
    addon: "rabbitmq",
    fields: [...LOGIN, "vhost"],
    quorum: true,
    memory: { least: "256Mi", usual: "512Mi" },
    names: ["-nodes"],
  },
};

const S3_FIELDS = ["endpoint", "bucket", "region", "access_key", "secret_key"] as const;

export const isDatastore = (type: NeedType): type is DatastoreType => type !== "s3" && type !== "external";

/** What `${needs.<name>.<field>}` may ask for. */
export function needFields({ type, secrets = [] }: Pick<NeedKeys, "type" | "secrets">): readonly string[] {
  if (type === "external") return secrets.map((name) => name.toLowerCase());
  return type === "s3" ? S3_FIELDS : DATASTORES[type].fields;
}
