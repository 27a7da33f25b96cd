import type { App, Need } from "./app.ts";
import { type DatastoreType, isDatastore } from "./needs.ts";

/** Persistent volume claims that hold what a key of the file gives room. */
export interface SizedClaims {
  /** Of the volume or need. */
  readonly path: readonly [string, string];
  readonly size: string;
  /** Their names, as a regular expression. */
  readonly names: string;
}

/**
 * What names of an operator's claims have before `-<number>`. Percona's, ECK's, Dragonfly's and RabbitMQ's are those of a StatefulSet;
 * CloudNativePG counts its instances, and does not give a number twice.
 */
export const STORE_CLAIMS: Readonly<Record<DatastoreType, (need: string) => string>> = {
  postgres: (need) => need,
  mysql: (need) => `datadir-${need}-pxc`,
  mongodb: (need) => `mongod-data-${need}-rs0`,
  elasticsearch: (need) => `elasticsearch-data-${need}-es-default`,
  redis: (need) => `df-${need}`,
  rabbitmq: (need) => `persistence-${need}-server`,
};

/** The claims of an app whose sizes its file says or leaves to a default. */
export const sizedClaims = ({ volumes, needs }: Pick<App, "volumes" | "needs">): readonly SizedClaims[] => [
  ...volumes.map(({ name, size }): SizedClaims => ({ path: ["volumes", name], size, names: `^${name}$` })),
  ...needs.flatMap(ofNeed),
];

function ofNeed(need: Need): SizedClaims[] {
  const { name, type } = need;
  if (!isDatastore(type) || !("size" in need) || need.size === undefined) return [];
  return [{ path: ["needs", name], size: need.size, names: `^${STORE_CLAIMS[type](name)}-[0-9]+$` }];
}
