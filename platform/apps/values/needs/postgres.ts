import { parseBytes } from "../../../config/quantity.ts";
import type { App } from "../../app.ts";
import type { PlatformFacts } from "../../source.ts";
import type { BaseValues } from "../base-values.gen.ts";
import { bucketFolder } from "../bucket.ts";
import type { EnvPart } from "../env-part.ts";
import { APP_USER, type DatastoreNeed, sizeOf, withSeconds } from "./datastore.ts";

type PostgresValues = NonNullable<BaseValues["postgres"]>[string];

const PORT = "5432";

/**
 * CloudNativePG makes the Secret `<name>-app` and the Service `<name>-rw`, which leads to the primary.
 *
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/specs/secrets.go
 */
export const postgresPart = (need: string, field: string): readonly EnvPart[] | undefined =>
  ({
    url: [{ secret: `${need}-app`, key: "uri" }],
    host: [`${need}-rw`],
    port: [PORT],
    user: [APP_USER],
    password: [{ secret: `${need}-app`, key: "password" }],
    database: [APP_USER],
  })[field];

/** Of each major version one image that the operator in platform/addons/charts.lock.json works with. */
const POSTGRES_IMAGES: Readonly<Record<string, string>> = {
  "18": "ghcr.io/cloudnative-pg/postgresql:18.4-system-trixie",
  "17": "ghcr.io/cloudnative-pg/postgresql:17.10-system-trixie",
  "16": "ghcr.io/cloudnative-pg/postgresql:16.14-system-trixie",
  "15": "ghcr.io/cloudnative-pg/postgresql:15.18-system-trixie",
};

/** All that run for it. Without a version it is what the operator has built in, which is one of them. */
export const postgresImages: readonly string[] = Object.values(POSTGRES_IMAGES);

export function postgresValues(need: DatastoreNeed, app: App, platform: PlatformFacts): PostgresValues {
  const { version, replicas, resources, backup } = need;
  const image = version === undefined ? undefined : POSTGRES_IMAGES[version];
  return {
    ...(image === undefined ? {} : { image }),
    instances: replicas,
    ...sizeOf(need),
    resources,
    // A quarter, as PostgreSQL's manual advises; by itself it takes 128 MB of any machine.
    sharedBuffers: `${Math.floor((parseBytes(resources.memory) ?? 0) / 4 / 2 ** 20)}MB`,
    ...(backup === undefined
      ? {}
      : {
          backup: {
            schedule: withSeconds(backup.schedule),
            keepDays: backup.keepDays,
            to: bucketFolder("postgres", app, platform),
          },
        }),
  };
}
