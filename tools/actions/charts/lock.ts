import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { packageDigest } from "../../../platform/addons/chart-digest.ts";
import { fromLock } from "../../../platform/addons/charts.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { notOneOf } from "../../../platform/errors/not-one-of.ts";
import { type ChartFile, helmChartFile } from "../../charts/chart-file.ts";
import { requirePlace } from "../../charts/chart-place.ts";
import type { ChartSource } from "../../charts/chart-source.ts";
import { type ChartPlace, withFreshCharts } from "../../charts/open-charts.ts";
import type { Reporter } from "../../console/reporter.ts";
import { table } from "../../console/table.ts";
import { type Lock, type LockChange, type PackageFacts, relock } from "./lock-changes.ts";

const LOCK = fileURLToPath(new URL("../../../platform/addons/charts.lock.json", import.meta.url));

/** What {@link lockCharts} did, or would do. */
export interface LockReport {
  readonly changes: readonly LockChange[];
  /** Charts that have another digest than the lock pins and were not named: they keep their entries. */
  readonly refused: readonly LockChange[];
  /** Charts that could not be looked at. */
  readonly failed: readonly { readonly chart: string; readonly reason: string }[];
  /** Charts that have no digest now. */
  readonly unlocked: readonly string[];
  /** How many charts there are. */
  readonly charts: number;
}

/** How {@link lockCharts} goes about it. */
export interface LockOptions {
  /** Folder or registry that charts are taken from; default: their repositories, whatever platform.toml says. */
  readonly charts?: string;
  /** Looks at these charts alone, and pins them though they were pinned by another digest; default: all, but not so. */
  readonly names?: readonly string[];
  /** Writes nothing. */
  readonly check?: boolean;
  /** The lock; default: the one that this Loco reads. */
  readonly file?: string;
}

/**
 * Takes pinned charts and writes its package's digest and app version into the lock. A chart that cannot be taken, or
 * that has another digest than it was pinned by, is reported and keeps its entry.
 */
export async function lockCharts(
  place: ChartPlace,
  reporter: Reporter,
  { charts, names = [], check = false, file = LOCK }: LockOptions = {},
): Promise<LockReport> {
  const before = readFileSync(file, "utf8");
  const now = JSON.parse(before) as Lock;
  const unknown = names.find((name) => !Object.hasOwn(now, name));
  if (unknown !== undefined) throw notOneOf("CHART_MISSING", "chart", unknown, Object.keys(now));
  const mirror = charts === undefined ? undefined : requirePlace(charts, place.cwd);
  return withFreshCharts(place.env, reporter, mirror, async ({ source, helm }) => {
    const read = helmChartFile(helm);
    const { lock, ...report } = await lockFrom(now, names, source, read, reporter);
    const after = `${JSON.stringify(lock, undefined, 2)}\n`;
    if (!check && after !== before) writeFileSync(file, after);
    return report;
  });
}

async function lockFrom(
  lock: Lock,
  names: readonly string[],
  source: ChartSource,
  read: ChartFile,
  reporter: Reporter,
): Promise<LockReport & { readonly lock: Lock }> {
  const packages = new Map<string, PackageFacts>();
  const failed: { chart: string; reason: string }[] = [];
  const asked = Object.entries(lock).filter(([name]) => names.length === 0 || names.includes(name));
  await reporter.step("looking at charts", async (progress) => {
    for (const [name, entry] of asked) {
      progress(name);
      try {
        const path = await source.locate(fromLock(name, entry));
        const { appVersion } = await read(path);
        packages.set(name, { digest: packageDigest(path), appVersion });
      } catch (error) {
        if (!(error instanceof LocoError)) throw error;
        failed.push({ chart: name, reason: error.message });
      }
    }
  });
  const { lock: after, changes, refused } = relock(lock, packages, names);
  const unlocked = Object.entries(after).flatMap(([name, { digest }]) =>
    digest === undefined ? [name] : [],
  );
  return { lock: after, changes, refused, failed, unlocked, charts: Object.keys(lock).length };
}

/** The text of `loco charts lock`. */
export function formatLockReport(
  { changes, refused, failed, unlocked, charts }: LockReport,
  check: boolean,
): string {
  const rows = changes.map(({ chart, version, key, was, is }) => [chart, version, key, is, was ?? "none"]);
  return [
    ...(rows.length === 0
      ? []
      : [table(["CHART", "VERSION", "KEY", check ? "WOULD BE" : "IS", "WAS"], rows)]),
    ...refused.map(
      ({ chart, version, is, was }) =>
        `${chart} ${version} is ${is} and stays pinned as ${was}: if its version is new, or you know why it changed, npx loco charts lock ${chart}`,
    ),
    ...failed.map(({ chart, reason }) => `${chart} was not looked at: ${reason}`),
    `${charts - unlocked.length} of ${charts} charts ${check && rows.length > 0 ? "would be" : "are"} locked to a digest${unlocked.length === 0 ? "" : `; not ${unlocked.join(", ")}`}`,
  ].join("\n");
}
