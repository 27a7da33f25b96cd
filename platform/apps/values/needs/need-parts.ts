import type { Need } from "../../app.ts";
import type { DatastoreType } from "../../needs.ts";
import { APP_SECRETS, type EnvPart } from "../env-part.ts";
import { elasticsearchPart } from "./elasticsearch.ts";
import { mongodbPart } from "./mongodb.ts";
import { mysqlPart } from "./mysql.ts";
import { postgresPart } from "./postgres.ts";
import { rabbitmqPart } from "./rabbitmq.ts";
import { redisPart } from "./redis.ts";

const DATASTORE_PARTS: Readonly<
  Record<DatastoreType, (need: string, field: string) => readonly EnvPart[] | undefined>
> = {
  postgres: postgresPart,
  mysql: mysqlPart,
  mongodb: mongodbPart,
  elasticsearch: elasticsearchPart,
  redis: redisPart,
  rabbitmq: rabbitmqPart,
};

/**
 * What `${needs.<name>.<field>}` stands for: pieces to be put together in the container.
 *
 * @throws Error for a field that the need does not have, which a rule reports before
 */
export function needParts(need: Need, field: string): readonly EnvPart[] {
  const parts = partsOf(need, field);
  if (parts === undefined) throw new Error(`the need ${need.name} (${need.type}) has no ${field}`);
  return parts;
}

function partsOf(need: Need, field: string): readonly EnvPart[] | undefined {
  switch (need.type) {
    case "s3": {
      const { endpoint, bucket, region } = need;
      const secret = (key: string) => [
        { secret: APP_SECRETS, key: `${need.name}_${key}`.toUpperCase().replaceAll("-", "_") },
      ];
      return {
        endpoint: [endpoint],
        bucket: [bucket],
        region: [region],
        access_key: secret("access_key"),
        secret_key: secret("secret_key"),
      }[field];
    }
    case "external": {
      const key = need.secrets.find((name) => name.toLowerCase() === field);
      return key === undefined ? undefined : [{ secret: APP_SECRETS, key }];
    }
    default:
      return DATASTORE_PARTS[need.type](need.name, field);
  }
}
