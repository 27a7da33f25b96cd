import type { Crane } from "./crane.ts";
import { imagesOfLayout, withImage } from "./image-layout.ts";
import { formatImage, type ImageReference, remoteName } from "./image-reference.ts";

/** Where images are copied from. Rejects with the reason when there is no such image. */
export interface ImageSource {
  readonly digest: (image: ImageReference) => Promise<string>;
  /** Pushes an image with all its platforms under a name. */
  readonly push: (image: ImageReference, name: string) => Promise<void>;
}

/** Their own registries. */
export const registryImages = (crane: Crane): ImageSource => ({
  digest: async (image) => required(await crane.digest(remoteName(image)), "its registry"),
  push: (image, name) => crane.copy(remoteName(image), name),
});

/** An OCI image layout in a folder. */
export const layoutImages = (layout: string, crane: Crane): ImageSource => ({
  digest: async (image) => required(imagesOfLayout(layout).get(formatImage(image)), layout),
  push: (image, name) => withImage(layout, formatImage(image), (single) => crane.push(single, name)),
});

function required(digest: string | undefined, place: string): string {
  if (digest === undefined) throw new Error(`${place} has no such image`);
  return digest;
}
