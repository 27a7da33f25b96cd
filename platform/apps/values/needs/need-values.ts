import type { App } from "../../app.ts";
import type { DatastoreType } from "../../needs.ts";
import { isDatastore } from "../../needs.ts";
import type { PlatformFacts } from "../../source.ts";
import type { BaseValues } from "../base-values.gen.ts";
import type { DatastoreNeed } from "./datastore.ts";
import { elasticsearchValues } from "./elasticsearch.ts";
import { mongodbValues } from "./mongodb.ts";
import { mysqlValues } from "./mysql.ts";
import { postgresValues } from "./postgres.ts";
import { rabbitmqValues } from "./rabbitmq.ts";
import { redisValues } from "./redis.ts";

type NeedValues = Pick<BaseValues, DatastoreType>;

/** The app's datastores by kind and name; a kind that it does not have is absent. */
export function needValues(app: App, platform: PlatformFacts): NeedValues {
  const stores = app.needs.filter((need): need is DatastoreNeed => isDatastore(need.type));
  const ofKind = <Kind extends DatastoreType, Values>(
    kind: Kind,
    values: (need: DatastoreNeed, app: App, platform: PlatformFacts) => Values,
  ) => {
    const mine = stores.filter(({ type }) => type === kind);
    if (mine.length === 0) return {};
    const byName = Object.fromEntries(mine.map((need) => [need.name, values(need, app, platform)]));
    return { [kind]: byName } as { readonly [K in Kind]: Record<string, Values> };
  };
  return {
    ...ofKind("postgres", postgresValues),
    ...ofKind("mysql", mysqlValues),
    ...ofKind("mongodb", mongodbValues),
    ...ofKind("elasticsearch", elasticsearchValues),
    ...ofKind("redis", redisValues),
    ...ofKind("rabbitmq", rabbitmqValues),
  };
}
