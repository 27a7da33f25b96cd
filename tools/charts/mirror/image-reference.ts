import { isThisMachine } from "../../../platform/addons/chart-mirror.ts";

/** An image as it is called in full. */
export interface ImageReference {
  /** `docker.io`, with a port if there is one. */
  readonly registry: string;
  /** `library/traefik`. */
  readonly repository: string;
  /** Undefined for an image that is named by digest alone. */
  readonly tag: string | undefined;
  /** `sha256:` and hex. */
  readonly digest: string | undefined;
}

/**
 * Reads an image as manifests name it, with what is left out filled in as container runtimes do.
 *
 * @see https://github.com/distribution/reference/blob/main/normalize.go
 */
export function parseImage(text: string): ImageReference {
  const [name = "", digest] = text.split("@");
  const [, path = "", tag] = /^(.+?)(?::([^:/]+))?$/.exec(name) ?? [];
  const [first = "", ...rest] = path.split("/");
  const named = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const registry = named ? first : "docker.io";
  const below = named ? rest.join("/") : path;
  const repository = registry === "docker.io" && !below.includes("/") ? `library/${below}` : below;
  return { registry, repository, tag: tag ?? (digest === undefined ? "latest" : undefined), digest };
}

/** An image's whole name, one for one image: `docker.io/library/traefik:v3.7.11`. */
export function formatImage({ registry, repository, tag, digest }: ImageReference): string {
  const name = `${registry}/${repository}`;
  return `${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

/** What a registry is asked for: the digest where there is one. */
export const remoteName = ({ registry, repository, tag, digest }: ImageReference): string =>
  `${registry}/${repository}${digest === undefined ? `:${tag}` : `@${digest}`}`;

/** Where in a mirror, an OCI URL, an upstream registry's images go. A port's colon may not stand in a path. */
const folderOf = (registry: string) => registry.replace(":", "-");

/**
 * What an image is called in a mirror, with a tag: a registry may clean up what has none. One that is named by digest gets
 * a tag of its own, since its tag may by now be another image, which is mirrored, too; nodes ask for the digest.
 */
export function mirroredName({ registry, repository, tag, digest }: ImageReference, mirror: string): string {
  const place = mirror.replace("oci://", "");
  return `${place}/${folderOf(registry)}/${repository}:${digest?.replace(":", "-") ?? tag}`;
}

/**
 * The tables of platform.toml with which nodes take images out of a mirror.
 *
 * @see https://docs.k3s.io/installation/private-registry#rewrites
 */
export function registryTables(images: readonly ImageReference[], mirror: string): string {
  const [host = "", ...path] = mirror.replace("oci://", "").split("/");
  const scheme = isThisMachine(mirror) ? "http" : "https";
  const registries = [...new Set(images.map(({ registry }) => registry))].sort();
  return registries
    .map((registry) =>
      [
        "[[registries]]",
        `name = "${registry}"`,
        `endpoints = ["${scheme}://${host}"]`,
        `rewrite = { "^(.*)$" = "${[...path, folderOf(registry), "$1"].join("/")}" }`,
      ].join("\n"),
    )
    .join("\n\n");
}
