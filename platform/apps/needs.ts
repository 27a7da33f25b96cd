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
}

const LOGIN = ["url", "host", "port", "user", "password"] as const;

export const DATASTORES: Readonly<Record<DatastoreType, Datastore>> = {
  postgres: {
    addon: "cloudnative-pg",
    fields: [...LOGIN, "database"],
    quorum: false,
    backup: ["barman-cloud"],
  },
  mysql: {
    addon: "percona-xtradb",
    fields: [...LOGIN, "database"],
    quorum: true,
    backup: [],
    login: true,
  },
  mongodb: {
    addon: "percona-mongodb",
    fields: [...LOGIN, "database"],
    quorum: true,
    backup: [],
    login: true,
  },
  elasticsearch: { addon: "eck", fields: LOGIN, quorum: true },
  redis: { addon: "dragonfly", fields: ["url", "host", "port", "password"], quorum: false, login: true },
  rabbitmq: { addon: "rabbitmq", fields: [...LOGIN, "vhost"], quorum: true },
};

const S3_FIELDS = ["endpoint", "bucket", "region", "access_key", "secret_key"] as const;

export const isDatastore = (type: NeedType): type is DatastoreType => type !== "s3" && type !== "external";

/** What `${needs.<name>.<field>}` may ask for. */
export function needFields({ type, secrets = [] }: Pick<NeedKeys, "type" | "secrets">): readonly string[] {
  if (type === "external") return secrets.map((name) => name.toLowerCase());
  return type === "s3" ? S3_FIELDS : DATASTORES[type].fields;
}
