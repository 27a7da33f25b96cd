import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A file of a chart; its path is relative to the chart's folder, with slashes. */
export interface ChartFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A chart of our own, in memory. */
export interface OwnChart {
  readonly name: string;
  /** Chart.yaml first, then by path, the same on every machine. */
  readonly files: readonly ChartFile[];
}

const CHARTS = fileURLToPath(new URL("../../charts/", import.meta.url));

/** Name of the file that makes a folder a chart. */
export const CHART_FILE = "Chart.yaml";

/** Reads one of our charts, by its folder below `charts/`. */
export function readOwnChart(name: string, charts: string = CHARTS): OwnChart {
  const folder = join(charts, name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path).replaceAll(sep, "/"), bytes: readFileSync(path) }))
    .sort((a, b) => order(a.path, b.path));
  return { name, files };
}

const order = (a: string, b: string): number =>
  Number(b === CHART_FILE) - Number(a === CHART_FILE) || (a < b ? -1 : Number(a > b));

/** A chart's version, as its Chart.yaml says it. */
export const chartVersion = ({ name, files }: OwnChart): string => {
  const file = files.find(({ path }) => path === CHART_FILE);
  const version = /^version: (.*)$/m.exec(Buffer.from(file?.bytes ?? []).toString("utf8"))?.[1];
  if (version === undefined) throw new Error(`the chart ${name} says no version`);
  return version;
};
