import type { AppRelease } from "../../platform/apps/values/releases.ts";
import { helmValues } from "./helm-values.ts";

/** Name of the chart that has others' releases as its parts. */
export const BATCH = "loco";

/**
 * A chart that renders many releases at once: each is a dependency under a name of its own, which is its place in the
 * list. Our templates look at nothing but their values, so they do not notice.
 */
export interface BatchChart {
  /** Chart.yaml */
  readonly chart: string;
  readonly values: string;
}

/** The batch chart of releases; `versions` are those in their charts' Chart.yaml. */
export function batchChart(
  releases: readonly AppRelease[],
  versions: Readonly<Record<AppRelease["chart"], string>>,
): BatchChart {
  const dependencies = releases.map(({ chart }, index) => ({
    name: chart,
    version: versions[chart],
    alias: aliasOf(index),
  }));
  return {
    chart: JSON.stringify({ apiVersion: "v2", name: BATCH, version: "0.0.0", dependencies }),
    values: helmValues(Object.fromEntries(releases.map(({ values }, index) => [aliasOf(index), values]))),
  };
}

/** Name of a batch's part by its place in the list. */
export const aliasOf = (index: number): string => `r${index}`;
