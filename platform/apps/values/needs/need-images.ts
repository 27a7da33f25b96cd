import { DATASTORES, type DatastoreType } from "../../needs.ts";
import { elasticsearchImages } from "./elasticsearch.ts";
import { HOOK_IMAGE } from "./hook-values.ts";
import { mongodbImages } from "./mongodb.ts";
import { mysqlImages } from "./mysql.ts";
import { postgresImages } from "./postgres.ts";
import { rabbitmqImages } from "./rabbitmq.ts";
import { redisImages } from "./redis.ts";

const IMAGES: Readonly<Record<DatastoreType, readonly string[]>> = {
  postgres: postgresImages,
  mysql: mysqlImages,
  mongodb: mongodbImages,
  elasticsearch: elasticsearchImages,
  redis: redisImages,
  rabbitmq: rabbitmqImages,
};

/** Every image that apps' needs may run where these addons are on, whichever apps there are and whatever versions they name. */
export function needImages(addons: readonly string[]): readonly string[] {
  const types = Object.keys(IMAGES) as DatastoreType[];
  const found = types
    .filter((type) => addons.includes(DATASTORES[type].addon))
    .flatMap((type) => IMAGES[type]);
  return found.length === 0 ? [] : [HOOK_IMAGE, ...found];
}
