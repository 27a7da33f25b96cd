import type { App } from "../../app.ts";
import type { PlatformFacts } from "../../source.ts";
import type { BaseValues } from "../base-values.gen.ts";
import type { EnvPart } from "../env-part.ts";
import { type DatastoreNeed, sizeOf } from "./datastore.ts";
import { perconaBackup, perconaPart } from "./percona.ts";

type MysqlValues = NonNullable<BaseValues["mysql"]>[string];

/** Of the operator in platform/addons/charts.lock.json, and the images that it was released with (its e2e-tests/release_versions). */
const OPERATOR = "1.20.0";
const PROXY = "percona/haproxy:2.8.18-1";
const IMAGES: Readonly<Record<string, Pick<MysqlValues, "image" | "backupImage">>> = {
  "8.4": {
    image: "percona/percona-xtradb-cluster:8.4.8-8.1",
    backupImage: "percona/percona-xtrabackup:8.4.0-5.1",
  },
  "8.0": {
    image: "percona/percona-xtradb-cluster:8.0.45-36.1",
    backupImage: "percona/percona-xtrabackup:8.0.35-35.1",
  },
};

/** All that run for it. */
export const mysqlImages: readonly string[] = [
  PROXY,
  ...Object.values(IMAGES).flatMap(({ image, backupImage }) => [image, backupImage]),
];

/** A newer one must not take its place, or data would be upgraded. */
const DEFAULT = "8.4";

/** HAProxy leads to the one node that takes writes. */
export const mysqlPart = (need: string, field: string): readonly EnvPart[] | undefined =>
  perconaPart(need, { scheme: "mysql", host: `${need}-haproxy`, port: 3306 }, field);

export function mysqlValues(need: DatastoreNeed, app: App, platform: PlatformFacts): MysqlValues {
  const { version = DEFAULT, replicas, resources } = need;
  const images = IMAGES[version];
  if (images === undefined) throw new Error(`no image of MySQL ${version}`);
  return {
    version: OPERATOR,
    ...images,
    proxyImage: PROXY,
    replicas,
    ...sizeOf(need),
    resources,
    ...perconaBackup({ ...need, type: "mysql" }, app, platform),
  };
}
