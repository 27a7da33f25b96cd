import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageDigest } from "../../../platform/addons/chart-digest.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { imagesOfLayout } from "./image-layout.ts";
import type { MirrorFailure, MirrorPlan } from "./mirror-plan.ts";

/** What a folder's `mirror.json` says of it, for whoever carries it elsewhere. */
export interface MirrorList {
  /** Digests by file name. */
  readonly charts: Readonly<Record<string, string>>;
  /** Digests by whole name. */
  readonly images: Readonly<Record<string, string>>;
  /** What the last run should have brought and did not. */
  readonly failed: readonly MirrorFailure[];
  readonly uncovered: MirrorPlan["uncovered"];
}

/** Writes down what a folder has, and what it has not; the same bytes for the same. */
export function writeList(
  folder: string,
  { failed, uncovered }: Pick<MirrorList, "failed" | "uncovered">,
): void {
  const charts = join(folder, "charts");
  const packages = readdirSync(charts).filter((file) => file.endsWith(".tgz"));
  const list = {
    charts: Object.fromEntries(packages.sort().map((file) => [file, packageDigest(join(charts, file))])),
    images: Object.fromEntries(
      [...imagesOfLayout(join(folder, "images"))].sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    failed,
    uncovered,
  };
  writeFileSync(join(folder, "mirror.json"), `${JSON.stringify(list, undefined, 2)}\n`);
}

/** Reads it. Errors: MIRROR_INVALID when there is none. */
export function readList(folder: string): MirrorList {
  try {
    const list = JSON.parse(readFileSync(join(folder, "mirror.json"), "utf8")) as Partial<MirrorList>;
    return { charts: {}, images: {}, failed: [], uncovered: [], ...list };
  } catch (cause) {
    throw new LocoError("MIRROR_INVALID", `there is no mirror in ${folder}, or not a whole one`, {
      hint: `make one where upstream registries can be reached: npx loco charts mirror --to ${folder}`,
      cause,
    });
  }
}
