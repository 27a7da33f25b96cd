import type { App } from "../../app.ts";
import type { PlatformFacts } from "../../source.ts";
import type { BaseValues } from "../base-values.gen.ts";
import type { EnvPart } from "../env-part.ts";
import { type DatastoreNeed, sizeOf } from "./datastore.ts";
import { perconaBackup, perconaPart } from "./percona.ts";

type MongodbValues = NonNullable<BaseValues["mongodb"]>[string];

/** Of the operator in platform/addons/charts.lock.json, and the images that it was released with (its e2e-tests/release_versions). */
const OPERATOR = "1.22.0";
const BACKUP = "percona/percona-backup-mongodb:2.12.0";
const IMAGES: Readonly<Record<string, string>> = {
  "8.0": "percona/percona-server-mongodb:8.0.19-7",
  "7.0": "percona/percona-server-mongodb:7.0.30-16",
};

/** All that run for it. */
export const mongodbImages: readonly string[] = [BACKUP, ...Object.values(IMAGES)];

/** A newer one must not take its place, or data would be upgraded. */
const DEFAULT = "8.0";

/** The Service has an address for each member; a client asks these who leads. */
export const mongodbPart = (need: string, field: string): readonly EnvPart[] | undefined =>
  perconaPart(
    need,
    { scheme: "mongodb", host: `${need}-rs0`, port: 27017, query: "?replicaSet=rs0&authSource=admin" },
    field,
  );

export function mongodbValues(need: DatastoreNeed, app: App, platform: PlatformFacts): MongodbValues {
  const { version = DEFAULT, replicas, resources } = need;
  const image = IMAGES[version];
  if (image === undefined) throw new Error(`no image of MongoDB ${version}`);
  return {
    version: OPERATOR,
    image,
    backupImage: BACKUP,
    replicas,
    ...sizeOf(need),
    resources,
    ...perconaBackup({ ...need, type: "mongodb" }, app, platform),
  };
}
