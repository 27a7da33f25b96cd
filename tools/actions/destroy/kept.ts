/** Something with data in it that an app's uninstallation leaves. */
export interface Kept {
  /** What a person calls it. */
  readonly kind: string;
  readonly name: string;
  /** How large it may get, where the object says so. */
  readonly size?: string;
}

/** An object, as far as it is looked at. */
export interface DataObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly unknown[];
  };
  readonly spec?: { readonly resources?: { readonly requests?: Readonly<Record<string, string>> } };
}

/** Kinds of objects that hold data, as `kubectl api-resources` names them: https://kubernetes.io/docs/reference/using-api/ */
export const DATA_KINDS: Readonly<Record<string, string>> = {
  persistentvolumeclaims: "volume",
  "clusters.postgresql.cnpg.io": "PostgreSQL",
  "dragonflies.dragonflydb.io": "Redis",
  "elasticsearches.elasticsearch.k8s.elastic.co": "Elasticsearch",
  "perconaservermongodbs.psmdb.percona.com": "MongoDB",
  "perconaxtradbclusters.pxc.percona.com": "MySQL",
  "rabbitmqclusters.rabbitmq.com": "RabbitMQ",
};

/** What of a kind's objects a person knows: an operator's volumes are its database's. */
export function keptOf(resource: string, objects: readonly DataObject[]): readonly Kept[] {
  return objects
    .filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/managed-by"] === "Helm")
    .map(({ metadata, spec }) => {
      const size = spec?.resources?.requests?.storage;
      return {
        kind: DATA_KINDS[resource] ?? resource,
        name: metadata.name,
        ...(size === undefined ? {} : { size }),
      };
    });
}

/** A line for each, aligned. */
export function describeKept(kept: readonly Kept[]): string {
  const width = Math.max(...kept.map(({ kind }) => kind.length));
  return kept
    .map(({ kind, name, size }) => `  ${kind.padEnd(width)}  ${name}${size === undefined ? "" : `  ${size}`}`)
    .join("\n");
}
