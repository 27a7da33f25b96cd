import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { inputOf } from "../../../platform/addons/catalogue.ts";
import { SAMPLE_FACTS } from "../../../platform/addons/sample-facts.ts";
import { requirePlatform } from "../../../platform/read-platform.ts";
import { folderSource, locateChart, repositorySource, requireFolder } from "../../charts/chart-source.ts";
import { helmRender } from "../../charts/render.ts";
import { add, NOTHING, type Requests } from "../../charts/requests.ts";
import type { Reporter } from "../../console/reporter.ts";
import { cacheDir } from "../../sandbox/toolchain/context.ts";
import { ensureHelm } from "../../sandbox/toolchain/helm.ts";
import { type AddonVerdict, verifyAddon } from "./verify-addon.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** What {@link verifyCharts} found. */
export interface ChartsVerdict {
  readonly addons: readonly AddonVerdict[];
  /** Of all of them. */
  readonly requests: Requests;
}

/**
 * Renders the chart of every addon that platform.toml turns on, with real Helm, and checks what comes out. Changes nothing.
 *
 * @param charts a folder with the charts; without it they are pulled from their repositories
 * @throws LocoError CONFIG_INVALID, CHART_MISSING
 */
export async function verifyCharts(
  projectDir: string,
  env: Env,
  reporter: Reporter,
  charts: string | undefined,
): Promise<ChartsVerdict> {
  const { config } = requirePlatform(projectDir, env.LOCO_ENV);
  const folder = charts === undefined ? undefined : requireFolder(charts);
  const context = { cacheDir: cacheDir(env), reporter, env };
  const { binary } = await ensureHelm(context);
  const cache = join(context.cacheDir, "charts");
  mkdirSync(cache, { recursive: true });
  const source = folder === undefined ? repositorySource(binary, cache) : folderSource(folder);
  const input = inputOf(config, SAMPLE_FACTS);
  const addons: AddonVerdict[] = [];
  await reporter.step("rendering", async (progress) => {
    for (const addon of input.addons) {
      progress(addon.name);
      const chart = await locateChart(addon.chart, source);
      addons.push(await verifyAddon(addon, input, chart, helmRender(binary)));
    }
  });
  return { addons, requests: addons.map(({ requests }) => requests).reduce(add, NOTHING) };
}

/** The text of `loco charts verify`. */
export function formatChartsVerdict({ addons, requests }: ChartsVerdict): string {
  const width = Math.max(...addons.map(({ name }) => name.length), 5);
  const rows = addons.flatMap(({ name, problems, objects, facts, requests }) => [
    `  ${(problems.length > 0 ? "problem" : "ok").padEnd(7)}  ${name.padEnd(width)}  ${String(objects).padStart(3)} objects  ${String(facts).padStart(2)} facts  ${words(requests)}`,
    ...problems.flatMap((problem) => problem.split("\n").map((line) => `${" ".repeat(11)}${line}`)),
  ]);
  return [...rows, `  ${"".padEnd(7)}  ${"total".padEnd(width)}  ${" ".repeat(22)}  ${words(requests)}`].join(
    "\n",
  );
}

const words = ({ cpu, memory }: Requests) =>
  `${String(Math.round(cpu)).padStart(5)}m CPU  ${String(Math.round(memory)).padStart(5)} MiB`;
