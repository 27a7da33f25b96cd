import { formatFound } from "../../config/diagnostic.ts";
import { parseImageName } from "../../config/image-name.ts";
import { imageLine } from "../no-image.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** There is an image to run, and the same one tomorrow. */
export const imageRule: AppRule = {
  reads: ["image", "dockerfile_path"],
  check({ image, dockerfile_path }, { source, lockedImage, lockIsBroken }) {
    if (image === undefined) {
      if (lockedImage !== undefined || lockIsBroken) return [];
      // Who builds from a Dockerfile has no image before the first build.
      if (dockerfile_path !== undefined) {
        const message = "is not known yet: no image.lock is beside this file, which a build writes";
        const hint = `nothing can be rendered before that; until then write ${imageLine(source.file.file)}`;
        return [{ ...wrong(["image"], message, hint), severity: "warning" }];
      }
      const hint = `write ${imageLine(source.file.file)}, or let a build write image.lock`;
      return [wrong(["image"], "is required, here or in image.lock beside this file", hint)];
    }
    const { tag, digest } = parseImageName(image) ?? {};
    if (tag === "latest" && digest === undefined) {
      const hint =
        "name a version or a digest; with latest nobody knows what runs, and no rollback brings it back";
      return [
        {
          ...wrong(["image"], "moves: latest is another image every time", hint),
          severity: "warning",
          found: formatFound(image),
        },
      ];
    }
    if (lockedImage === undefined) return [];
    return [
      {
        ...wrong(["image"], "counts, and the one in image.lock does not; keep one of them"),
        severity: "warning",
      },
    ];
  },
};

/** Nothing reads the key yet, and who writes it should not wait for it. */
export const dockerfileRule: AppRule = {
  reads: ["image", "dockerfile_path"],
  check({ image, dockerfile_path }, { lockedImage }) {
    if (dockerfile_path === undefined || (image ?? lockedImage) === undefined) return [];
    const message = `has no effect until builds; the image is that of ${image === undefined ? "image.lock" : "the key image"}`;
    return [{ ...wrong(["dockerfile_path"], message), severity: "warning", atKey: true }];
  },
};
