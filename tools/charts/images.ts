import type { Manifest } from "../../platform/addons/facts.ts";

/** Every image that the pods of these objects run, sorted. */
export function imagesIn(manifests: readonly Manifest[]): string[] {
  return [...new Set(manifests.flatMap((manifest) => [...find(manifest)]))].sort();
}

/** Containers are wherever a list has that name, in pod templates of any kind. */
function* find(value: unknown): Iterable<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, below] of Object.entries(value)) {
    if (/^(initContainers|containers)$/.test(key) && Array.isArray(below)) {
      for (const { image } of below as { readonly image?: unknown }[])
        if (typeof image === "string") yield image;
    }
    yield* find(below);
  }
}

/** A name with a path and a tag that is a version, or a digest: what no other text in a manifest looks like. */
const IMAGE =
  /^(?:--[a-z0-9-]+=)?((?:[a-z0-9.-]+(?::[0-9]+)?\/)?[a-z0-9._-]+(?:\/[a-z0-9._-]+)+(?::v?[0-9][\w.-]*(?:@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64}))$/;

/**
 * Images that these objects name anywhere else: those that a program is told to run by an argument, a variable, a
 * ConfigMap or a resource of its own. Whole texts only; sorted.
 */
export function imagesNamedIn(manifests: readonly Manifest[]): string[] {
  const run = imagesIn(manifests);
  const named = manifests
    .filter(({ kind }) => kind !== "CustomResourceDefinition")
    .flatMap((manifest) => [...texts(manifest)])
    .flatMap((text) => IMAGE.exec(text.trim())?.[1] ?? []);
  return [...new Set(named)].filter((image) => !run.includes(image)).sort();
}

function* texts(value: unknown): Iterable<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const below of Object.values(value)) yield* texts(below);
}

/** Whether an image says what it is: by digest, or by a tag that does not move. */
export function isPinned(image: string): boolean {
  if (image.includes("@sha256:")) return true;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag !== undefined && tag !== "latest";
}
