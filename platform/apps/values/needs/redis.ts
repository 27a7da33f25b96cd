import { parseBytes } from "../../../config/quantity.ts";
import type { BaseValues } from "../base-values.gen.ts";
import type { EnvPart } from "../env-part.ts";
import { type DatastoreNeed, loginSecret, PASSWORD, sizeOf } from "./datastore.ts";

type RedisValues = NonNullable<BaseValues["redis"]>[string];

/**
 * What its operator has built in.
 *
 * @see https://github.com/dragonflydb/dragonfly-operator/blob/v1.6.1/internal/resources/version.go
 */
export const redisImages: readonly string[] = ["docker.dragonflydb.io/dragonflydb/dragonfly:v1.39.0"];

/** Its Service, named as the need, leads to the copy that takes writes. */
export function redisPart(need: string, field: string): readonly EnvPart[] | undefined {
  const password: EnvPart = { secret: loginSecret(need), key: PASSWORD };
  return {
    url: ["redis://:", password, `@${need}:6379`],
    host: [need],
    port: ["6379"],
    password: [password],
  }[field];
}

/** Dragonfly takes four fifths of its memory for data, and does not start with less than this for each of its threads. */
const PER_THREAD = 256 * 2 ** 20;
const MOST_THREADS = 4;

export function redisValues(need: DatastoreNeed): RedisValues {
  const { replicas, resources, size } = need;
  const threads = Math.floor(((parseBytes(resources.memory) ?? 0) * 0.8) / PER_THREAD);
  return {
    replicas,
    threads: Math.min(Math.max(threads, 1), MOST_THREADS),
    ...(size === undefined ? {} : sizeOf(need)),
    resources,
  };
}
