import type { App } from "../../app.ts";
import type { PlatformFacts } from "../../source.ts";
import type { BaseValues } from "../base-values.gen.ts";
import { bucketFolder } from "../bucket.ts";
import type { EnvPart } from "../env-part.ts";
import { copiesIn } from "./copies.ts";
import { APP_USER, type DatastoreNeed, loginSecret, PASSWORD, sizeOf } from "./datastore.ts";

type MongodbValues = NonNullable<BaseValues["mongodb"]>[string];

/** Of the operator in platform/addons/charts.lock.json, and the images that it was released with (its e2e-tests/release_versions). */
const OPERATOR = "1.22.0";
const BACKUP = "percona/percona-backup-mongodb:2.12.0";
const IMAGES: Readonly<Record<string, string>> = {
  "8.0": "percona/percona-server-mongodb:8.0.19-7",
  "7.0": "percona/percona-server-mongodb:7.0.30-16",
};

/** A newer one must not take its place, or data would be upgraded. */
const DEFAULT = "8.0";

/** The Service has an address for each member; a client asks these who leads. */
export function mongodbPart(need: string, field: string): readonly EnvPart[] | undefined {
  const password: EnvPart = { secret: loginSecret(need), key: PASSWORD };
  const host = `${need}-rs0`;
  const options = "replicaSet=rs0&authSource=admin";
  return {
    url: [`mongodb://${APP_USER}:`, password, `@${host}:27017/${APP_USER}?${options}`],
    host: [host],
    port: ["27017"],
    user: [APP_USER],
    password: [password],
    database: [APP_USER],
  }[field];
}

export function mongodbValues(need: DatastoreNeed, app: App, platform: PlatformFacts): MongodbValues {
  const { version = DEFAULT, replicas, resources, backup } = need;
  const image = IMAGES[version];
  if (image === undefined) throw new Error(`no image of MongoDB ${version}`);
  return {
    version: OPERATOR,
    image,
    backupImage: BACKUP,
    replicas,
    ...sizeOf(need),
    resources,
    ...(backup === undefined
      ? {}
      : {
          backup: {
            schedule: backup.schedule,
            keepCopies: copiesIn(backup.keepDays, backup.schedule),
            to: bucketFolder("mongodb", app, platform),
          },
        }),
  };
}
