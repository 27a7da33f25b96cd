import type { BaseValues } from "../base-values.gen.ts";
import type { EnvPart } from "../env-part.ts";
import { type DatastoreNeed, sizeOf } from "./datastore.ts";

type ElasticsearchValues = NonNullable<BaseValues["elasticsearch"]>[string];

/** Of each major version the release that the operator in platform/addons/charts.lock.json is tried with. */
const RELEASES: Readonly<Record<string, string>> = { "9": "9.4.3", "8": "8.19.18" };

/**
 * All that run for it, as its operator makes a name of a version.
 *
 * @see https://github.com/elastic/cloud-on-k8s/blob/v3.5.0/pkg/controller/common/container/container.go
 */
export const elasticsearchImages: readonly string[] = Object.values(RELEASES).map(
  (release) => `docker.elastic.co/elasticsearch/elasticsearch:${release}`,
);

/** A newer one must not take its place, or data would be upgraded. */
const DEFAULT = "9";

const USER = "elastic";

/** Its operator's passwords are letters and digits, so that they may stand in a URL. */
export function elasticsearchPart(need: string, field: string): readonly EnvPart[] | undefined {
  const password: EnvPart = { secret: `${need}-es-elastic-user`, key: USER };
  const host = `${need}-es-http`;
  return {
    url: [`http://${USER}:`, password, `@${host}:9200`],
    host: [host],
    port: ["9200"],
    user: [USER],
    password: [password],
  }[field];
}

export function elasticsearchValues(need: DatastoreNeed): ElasticsearchValues {
  const { version = DEFAULT, replicas, resources } = need;
  const release = RELEASES[version];
  if (release === undefined) throw new Error(`no release of Elasticsearch ${version}`);
  return { version: release, replicas, ...sizeOf(need), resources };
}
