import type { Diagnostic } from "../config/diagnostic.ts";
import type { Neighbour } from "./neighbour.ts";

/** How an image is written in a loco.toml or a loco.ts. */
export const imageLine = (file: string): string =>
  `image${file.endsWith(".ts") ? ":" : " ="} "ghcr.io/acme/shop:1.4.2"`;

/** What is wrong with an app that is to be rendered and has no image. Checks let it pass as long as a build may come. */
export const noImage = ({ file, positionOf }: Neighbour): Diagnostic => ({
  severity: "error",
  file,
  ...positionOf(["image"]),
  key: "image",
  message: "is not known yet: no image.lock is beside this file, which a build writes",
  hint: `write ${imageLine(file)} to render without a build`,
});
