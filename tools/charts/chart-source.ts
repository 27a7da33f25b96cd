import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { parse } from "yaml";
import { otherDigest } from "../../platform/addons/chart-digest.ts";
import { isThisMachine } from "../../platform/addons/chart-mirror.ts";
import type { Chart, LockedChart } from "../../platform/addons/charts.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";
import type { ChartFile } from "./chart-file.ts";

const OWN = fileURLToPath(new URL("../../charts/", import.meta.url));

/** Where charts of somebody else's are taken from. */
export interface ChartSource {
  /** Path of the chart's folder or package. Errors: CHART_MISSING, CHART_VERSION, CHART_DIGEST. */
  readonly locate: (chart: LockedChart) => Promise<string>;
}

/** Path of any chart, ours included. */
export const locateChart = (chart: Chart, source: ChartSource): Promise<string> =>
  "folder" in chart ? Promise.resolve(join(OWN, chart.folder)) : source.locate(chart);

/** Helm's flag for a registry on this machine, which has no certificate. */
export const plainHttp = (repository: string): readonly string[] =>
  isThisMachine(repository) ? ["--plain-http"] : [];

/** Charts that lie in a folder, as `<name>-<version>.tgz` or unpacked as `<name>`. */
export function folderSource(folder: string): ChartSource {
  return {
    locate: async (chart) => {
      const { name, version } = chart;
      const packaged = join(folder, `${name}-${version}.tgz`);
      if (existsSync(packaged)) return packaged;
      const unpacked = join(folder, name);
      if (existsSync(join(unpacked, "Chart.yaml"))) return requireVersion(unpacked, version);
      throw new LocoError(
        "CHART_MISSING",
        `there is no ${name}-${version}.tgz in ${folder}, nor a folder ${name}`,
        {
          hint: `fetch it: ${pullCommand(chart)} --destination ${folder}`,
        },
      );
    },
  };
}

/** Charts from their repositories, kept in `cache`, each repository's in a folder of its own. */
export function repositorySource(helm: string, cache: string): ChartSource {
  return {
    locate: async (chart) => {
      const folder = join(cache, createHash("sha256").update(chart.repository).digest("hex").slice(0, 12));
      const packaged = join(folder, `${chart.name}-${chart.version}.tgz`);
      if (existsSync(packaged)) return packaged;
      mkdirSync(folder, { recursive: true });
      const args = [...pullCommand(chart).split(" ").slice(1), "--destination", folder];
      const { exitCode, stderr } = await execa(helm, [...args, ...plainHttp(chart.repository)], {
        reject: false,
      });
      if (exitCode === 0) return packaged;
      throw new LocoError(
        "CHART_MISSING",
        `cannot pull ${chart.name} ${chart.version}: ${stderr.replace(/^Error: /, "").trim()}`,
        {
          hint: `where ${chart.repository} cannot be reached, take charts from a folder or registry: --charts <folder or oci://...>`,
        },
      );
    },
  };
}

/** Charts from the registry `url` instead of their own repositories. */
export const registrySource = (url: string, { locate }: ChartSource): ChartSource => ({
  locate: (chart) => locate({ ...chart, repository: url }),
});

/** Charts of which each must be inside what its file is called: Helm pushes a package under the name that is in it. */
export const namedSource = ({ locate }: ChartSource, read: ChartFile): ChartSource => ({
  locate: async (chart) => {
    const path = await locate(chart);
    const { name, version } = await read(path);
    if (name === chart.name && version === chart.version) return path;
    throw new LocoError(
      "CHART_VERSION",
      `${path} is ${name} ${version} inside, and charts.lock.json pins ${chart.name} ${chart.version}`,
      { hint: "take the chart from its repository again; if that serves this one, ask its publisher why" },
    );
  },
});

/** Charts of which each package must be the one that the lock pins. An unpacked chart has no digest. */
export const checkedSource = ({ locate }: ChartSource): ChartSource => ({
  locate: async (chart) => {
    const path = await locate(chart);
    const found = otherDigest(chart, path);
    if (found === undefined) return path;
    throw new LocoError(
      "CHART_DIGEST",
      `${path} is ${found}, and charts.lock.json pins ${chart.name} ${chart.version} as ${chart.digest}`,
      {
        hint: [
          "take the chart from its repository again (delete what lies in a folder or in ~/.cache/loco-platform/charts); if that serves this one, it was published anew: ask why",
          `a chart that you packed yourself has a digest of its own: npx loco charts lock ${chart.name} --charts <folder> pins that`,
        ].join("\n"),
      },
    );
  },
});

function pullCommand({ repository, name, version }: LockedChart): string {
  return repository.startsWith("oci://")
    ? `helm pull ${repository}/${name} --version ${version}`
    : `helm pull ${name} --repo ${repository} --version ${version}`;
}

function requireVersion(folder: string, version: string): string {
  const found = (parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as { version?: string }).version;
  if (found === version) return folder;
  throw new LocoError(
    "CHART_VERSION",
    `${folder} is version ${found}, and charts.lock.json pins ${version}`,
    {
      hint: "a folder from the chart's repository may have a placeholder as its version: helm package --version puts it right",
    },
  );
}

/** Whether a path is a folder of charts. Errors: CHART_MISSING. */
export function requireFolder(path: string): string {
  if (existsSync(path) && statSync(path).isDirectory()) return path;
  throw new LocoError("CHART_MISSING", `${path} is no folder`, {
    hint: "give a folder with charts in it; npx loco charts mirror --to <folder> makes one",
  });
}
