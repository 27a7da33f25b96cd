import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { packageDigest } from "../../../platform/addons/chart-digest.ts";
import { packagePath } from "../../../platform/addons/chart-mirror.ts";
import type { LockedChart } from "../../../platform/addons/charts.ts";
import type { ChartSource } from "../chart-source.ts";
import { imagesOfLayout } from "./image-layout.ts";
import { parseImage } from "./image-reference.ts";
import { readList } from "./mirror-list.ts";
import { failureOf, type MirrorFailure, type MirrorPlan } from "./mirror-plan.ts";

/** What {@link planOfFolder} compares a folder with. */
export interface FolderInput {
  /** All that the lock pins. */
  readonly locked: readonly LockedChart[];
  /** Names of those without which the platform is not whole. */
  readonly needed: readonly string[];
  readonly source: ChartSource;
}

/** All that a folder, filled before, has of what the lock pins, and all its images; what it lacks fails. */
export async function planOfFolder(
  folder: string,
  { locked, needed, source }: FolderInput,
): Promise<MirrorPlan> {
  const list = readList(folder);
  const layout = imagesOfLayout(join(folder, "images"));
  const packages = others(list.charts, (file) => digestIfThere(join(folder, "charts", file)));
  const images = others(list.images, (name) => layout.get(name));
  const failed: MirrorFailure[] = [
    ...list.failed.map(({ what, reason }) => ({ what, reason: `was not copied into ${folder}: ${reason}` })),
    ...[...packages].map(([file, reason]) => ({ what: `package ${file}`, reason })),
    ...[...images].map(([name, reason]) => ({ what: `image ${name}`, reason })),
  ];
  const charts: MirrorPlan["charts"][number][] = [];
  for (const chart of locked) {
    const path = packagePath(join(folder, "charts"), chart);
    const what = `chart ${chart.name} ${chart.version}`;
    if (packages.has(basename(path))) continue;
    if (existsSync(path)) {
      await source.locate(chart).then(
        (path) => charts.push({ chart, path }),
        (error: Error) => failed.push(failureOf(what, error)),
      );
    } else if (needed.includes(chart.name)) {
      failed.push({ what, reason: `${folder} lacks it, and platform.toml turns it on` });
    }
  }
  const whole = Object.keys(list.images).filter((name) => !images.has(name));
  return { charts, images: whole.sort().map(parseImage), failed, uncovered: list.uncovered };
}

/** What is not there as it was listed, and why. */
const others = (
  listed: Readonly<Record<string, string>>,
  digestOf: (name: string) => string | undefined,
): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(listed).flatMap(([name, digest]) => {
      const found = digestOf(name);
      if (found === digest) return [];
      const reason = found === undefined ? "is not there" : `is ${found}`;
      return [[name, `${reason}, and mirror.json lists it as ${digest}: fill the folder again`] as const];
    }),
  );

const digestIfThere = (path: string) => (existsSync(path) ? packageDigest(path) : undefined);
