import type { DatastoreType } from "../../../platform/apps/needs.ts";
import type { Service } from "./compose.ts";
import type { Library } from "./libraries.ts";

/** A datastore that the app is to have. */
export interface DraftNeed {
  readonly name: string;
  /** As the compose file names it: its host name there. */
  readonly service?: string;
  readonly type: DatastoreType;
  readonly version?: string;
  readonly why: string;
}

/** Datastores by the last part of an image's name. */
const TYPES: readonly (readonly [image: RegExp, type: DatastoreType])[] = [
  [/^(?:postgres(?:ql)?|postgis|timescaledb|pgvector|pgvecto-rs)$/, "postgres"],
  [/^(?:mysql|mysql-server|mariadb|percona|percona-server)$/, "mysql"],
  [/^(?:redis|redis-stack|redis-stack-server|valkey|dragonfly|keydb)$/, "redis"],
  [/^rabbitmq$/, "rabbitmq"],
  [/^(?:mongo|mongodb|mongodb-community-server)$/, "mongodb"],
  [/^(?:elasticsearch|opensearch)$/, "elasticsearch"],
];

const NEED_NAME = /^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/;

/** The datastores among a compose file's services, those that only a library speaks of, and what is there beside them. */
export function draftNeeds(
  services: readonly Service[],
  file: string,
  libraries: readonly Library[],
): { readonly needs: readonly DraftNeed[]; readonly notes: readonly string[] } {
  const needs: DraftNeed[] = [];
  const notes: string[] = [];
  for (const { name, image, isBuilt } of services) {
    if (isBuilt || image === undefined) continue;
    const [, repository = "", tag = ""] = /^(?:.*\/)?([^/:@]+)(?::([^@]+))?/.exec(image.value) ?? [];
    const type = TYPES.find(([pattern]) => pattern.test(repository))?.[1];
    if (type === undefined) {
      notes.push(`${name} (${image.value}, ${file}:${image.line}) is not taken: no need is of its kind`);
      continue;
    }
    // What an operator runs has its own versions; only a Postgres' data is bound to its major one.
    const version = type === "postgres" ? /^(?:pg)?(\d+)/.exec(tag)?.[1] : undefined;
    needs.push({
      name: NEED_NAME.test(name) ? name : type,
      service: name,
      type,
      ...(version === undefined ? {} : { version }),
      why: `${image.value} in ${file}:${image.line}`,
    });
  }
  for (const { type, why } of libraries)
    if (!needs.some((need) => need.type === type || need.name === type))
      needs.push({ name: type, type, why });
  return { needs, notes };
}
