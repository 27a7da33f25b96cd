import { gunzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";

/** A Secret in which Helm keeps one revision of a release. */
export interface ReleaseSecret {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
}

/** One revision of a Helm release. */
export interface HelmRelease {
  readonly revision: number;
  /** `deployed`, `failed`, `pending-install`, `pending-upgrade`, `pending-rollback`, `uninstalling`, ... */
  readonly status: string;
  /** Helm's last words on it. */
  readonly description: string;
  /** Its objects, those of hooks included, as `<kind>/<name>`. */
  readonly objects: readonly string[];
}

/** What is inside of a release's Secret, as far as it is read here. */
interface StoredRelease {
  readonly info?: { readonly description?: string };
  readonly manifest?: string;
  readonly hooks?: readonly { readonly manifest?: string }[];
}

/**
 * The newest revision of a release; undefined when there is none.
 *
 * @see https://github.com/helm/helm/blob/v3.19.0/pkg/storage/driver/secrets.go (labels and type)
 * @see https://github.com/helm/helm/blob/v3.19.0/pkg/storage/driver/util.go (encoding)
 */
export function newestRevision(secrets: readonly ReleaseSecret[], name: string): HelmRelease | undefined {
  const revisionOf = ({ metadata: { labels = {} } }: ReleaseSecret) => Number(labels.version);
  const newest = secrets
    .filter(({ metadata: { labels } }) => labels?.owner === "helm" && labels.name === name)
    .reduce<ReleaseSecret | undefined>(
      (best, secret) => (best === undefined || revisionOf(secret) > revisionOf(best) ? secret : best),
      undefined,
    );
  if (newest === undefined) return undefined;
  const { info, manifest = "", hooks = [] } = decode(newest.data?.release ?? "");
  return {
    revision: revisionOf(newest),
    status: newest.metadata.labels?.status ?? "unknown",
    description: info?.description ?? "",
    objects: [manifest, ...hooks.map((hook) => hook.manifest ?? "")].flatMap(objectsIn),
  };
}

/** Kubernetes encodes a Secret's data, Helm its releases: gzip inside base64 inside base64. */
function decode(data: string): StoredRelease {
  const zipped = Buffer.from(Buffer.from(data, "base64").toString("latin1"), "base64");
  return JSON.parse(gunzipSync(zipped).toString("utf8")) as StoredRelease;
}

function objectsIn(manifest: string): string[] {
  return parseAllDocuments(manifest, { logLevel: "silent" }).flatMap((document) => {
    const object = document.toJS() as { kind?: string; metadata?: { name?: string } } | null;
    return object?.kind === undefined ? [] : [`${object.kind}/${object.metadata?.name ?? ""}`];
  });
}
