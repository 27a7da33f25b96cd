import { copyFileSync, existsSync, mkdirSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { packageDigest } from "../../../platform/addons/chart-digest.ts";
import type { LockedChart } from "../../../platform/addons/charts.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { plainHttp } from "../chart-source.ts";
import type { Crane } from "./crane.ts";
import { imagesOfLayout, nameLast, removeTornBlobs } from "./image-layout.ts";
import { formatImage, type ImageReference, mirroredName, remoteName } from "./image-reference.ts";
import { type ImageSource, registryImages } from "./image-source.ts";
import { writeList } from "./mirror-list.ts";
import type { MirrorPlan } from "./mirror-plan.ts";

/** Whether something had to be copied, or the mirror had the very same. */
export type Outcome = "copied" | "there";

/** What a mirror is filled through. Rejects with the reason when something cannot be copied. */
export interface MirrorTarget {
  /** `path` is the chart's package. */
  readonly chart: (chart: LockedChart, path: string) => Promise<Outcome>;
  readonly image: (image: ImageReference) => Promise<Outcome>;
  /** Writes down what the mirror has, and what it has not. */
  readonly finish: (left: Pick<MirrorPlan, "failed" | "uncovered">) => void;
}

/** A folder: packages in `charts`, images as one OCI image layout in `images`, and `mirror.json`, which says what that is. */
export function folderTarget(folder: string, crane: Crane): MirrorTarget {
  const source = registryImages(crane);
  const [charts, images] = [join(folder, "charts"), join(folder, "images")];
  onDisk(folder, () => {
    mkdirSync(charts, { recursive: true });
    removeTornBlobs(images);
    imagesOfLayout(images);
  });
  return {
    chart: async (_, path) => {
      const target = join(charts, basename(path));
      const digest = requireDigest(path);
      if (existsSync(target) && packageDigest(target) === digest) return "there";
      copyFileSync(path, `${target}.new`);
      renameSync(`${target}.new`, target);
      return "copied";
    },
    image: async (image) => {
      const name = formatImage(image);
      if (imagesOfLayout(images).get(name) === (await source.digest(image))) return "there";
      await crane.pull(remoteName(image), images);
      nameLast(images, name);
      return "copied";
    },
    finish: (left) => onDisk(folder, () => writeList(folder, left)),
  };
}

/** A disk that is full or not ours is nothing wrong with Loco. */
function onDisk(folder: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    if (!(cause instanceof Error && "syscall" in cause)) throw cause;
    throw new LocoError("MIRROR_INVALID", `${folder} cannot be filled: ${cause.message}`, {
      hint: "give a folder that you may write to, on a disk with room",
      cause,
    });
  }
}

/** A package's digest. An unpacked chart has none, and neither Helm nor Terraform takes one out of a mirror. */
function requireDigest(path: string): string {
  const digest = packageDigest(path);
  if (digest !== undefined) return digest;
  throw new LocoError("CHART_MISSING", `${path} is unpacked, and a mirror has packages`, {
    hint: `pack it: helm package ${path}`,
  });
}

/** An OCI registry: charts right below its URL, images below the name of the registry that they are from. */
export function registryTarget(url: string, helm: string, crane: Crane, source: ImageSource): MirrorTarget {
  return {
    chart: async ({ name, version }, path) => {
      const digest = requireDigest(path);
      // Helm writes a version's plus, which no tag may have, as an underscore.
      const there = await crane.layers(`${url.replace("oci://", "")}/${name}:${version.replace("+", "_")}`);
      if (there?.includes(digest)) return "there";
      const args = ["push", path, url, ...plainHttp(url)];
      const { exitCode, stderr } = await execa(helm, args, { reject: false });
      if (exitCode !== 0) throw new Error(stderr.replace(/^Error: /, "").trim());
      return "copied";
    },
    image: async (image) => {
      const name = mirroredName(image, url);
      const digest = await source.digest(image);
      if ((await crane.digest(name)) === digest) return "there";
      await source.push(image, name);
      return "copied";
    },
    finish: () => {},
  };
}
