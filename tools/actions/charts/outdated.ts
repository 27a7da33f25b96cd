import { chartLock, fromLock, type LockedChart } from "../../../platform/addons/charts.ts";
import { type AvailableVersions, availableVersions } from "../../charts/available-versions.ts";
import { craneProgram } from "../../charts/mirror/crane.ts";
import { type NewerVersions, newerVersions } from "../../charts/newer-versions.ts";
import type { ChartPlace } from "../../charts/open-charts.ts";
import type { Reporter } from "../../console/reporter.ts";
import { table } from "../../console/table.ts";
import { cacheDir } from "../../sandbox/toolchain/context.ts";
import { ensureCrane } from "../../sandbox/toolchain/crane.ts";
import { ensureHelm } from "../../sandbox/toolchain/helm.ts";

/** What {@link outdatedCharts} found. */
export interface OutdatedReport {
  readonly charts: readonly (NewerVersions & { readonly name: string; readonly pinned: string })[];
  /** Charts whose repositories did not say. */
  readonly failed: readonly { readonly chart: string; readonly reason: string }[];
}

/** Asks the repository of every pinned chart for newer versions. Changes nothing. */
export async function outdatedCharts(place: ChartPlace, reporter: Reporter): Promise<OutdatedReport> {
  const context = { cacheDir: cacheDir(place.env), reporter, env: place.env };
  const { binary: helm } = await ensureHelm(context);
  const crane = craneProgram(await ensureCrane(context));
  const charts = Object.entries(chartLock).map(([name, entry]) => fromLock(name, entry));
  return reporter.step("asking every repository", (progress) =>
    outdated(charts, availableVersions(helm, crane), progress),
  );
}

/** {@link outdatedCharts} of some charts, with another way to ask. */
export async function outdated(
  charts: readonly LockedChart[],
  available: AvailableVersions,
  progress: (detail: string) => void = () => {},
): Promise<OutdatedReport> {
  const found: OutdatedReport["charts"][number][] = [];
  const failed: OutdatedReport["failed"][number][] = [];
  for (const chart of charts) {
    const { name, version: pinned } = chart;
    progress(name);
    try {
      found.push({ name, pinned, ...newerVersions(pinned, await available(chart)) });
    } catch (error) {
      failed.push({ chart: name, reason: (error as Error).message });
    }
  }
  return { charts: found, failed };
}

/** Whether there is a newer version of any chart. */
export const isOutdated = ({ charts }: OutdatedReport): boolean =>
  charts.some(({ pinned, newest }) => pinned !== newest);

/** The text of `loco charts outdated`: what is newer, and what is not known. */
export function formatOutdated({ charts, failed }: OutdatedReport): string {
  const newer = charts.filter(({ pinned, newest }) => pinned !== newest);
  const rows = newer.map(({ name, pinned, sameMajor, newest }) => [
    name,
    pinned,
    sameMajor === pinned ? "-" : sameMajor,
    newest,
  ]);
  return [
    ...(rows.length === 0 ? [] : [table(["CHART", "PINNED", "SAME MAJOR", "NEWEST"], rows)]),
    ...failed.map(({ chart, reason }) => `${chart} is not known: ${reason}`),
    `${newer.length} of ${charts.length} charts have newer versions${failed.length === 0 ? "" : `; ${failed.length} are not known`}`,
  ].join("\n");
}
