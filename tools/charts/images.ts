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

/** Whether an image says what it is: by digest, or by a tag that does not move. */
export function isPinned(image: string): boolean {
  if (image.includes("@sha256:")) return true;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag !== undefined && tag !== "latest";
}
