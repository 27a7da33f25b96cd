import type { AddonInput } from "../../../platform/addons/addon.ts";
import { inputOf } from "../../../platform/addons/catalogue.ts";
import { packageDigest } from "../../../platform/addons/chart-digest.ts";
import { mirrorOf } from "../../../platform/addons/chart-mirror.ts";
import type { LockedChart } from "../../../platform/addons/charts.ts";
import { SAMPLE_FACTS } from "../../../platform/addons/sample-facts.ts";
import { requirePlatform } from "../../../platform/read-platform.ts";
import { requirePlace } from "../../charts/chart-place.ts";
import { checkedSource, locateChart } from "../../charts/chart-source.ts";
import { type ChartPlace, type OpenCharts, withFreshCharts } from "../../charts/open-charts.ts";
import { helmRender } from "../../charts/render.ts";
import { add, NOTHING, type Requests } from "../../charts/requests.ts";
import type { Reporter } from "../../console/reporter.ts";
import { type AddonVerdict, verifyAddon } from "./verify-addon.ts";

/** What {@link verifyCharts} found. */
export interface ChartsVerdict {
  readonly addons: readonly AddonVerdict[];
  /** Of all of them. */
  readonly requests: Requests;
  /** Charts whose packages were compared with nothing. */
  readonly unlocked: readonly string[];
}

/** How {@link verifyCharts} goes about it. */
export interface VerifyOptions {
  /** Folder or registry that charts are taken from; default: as platform.toml says. */
  readonly charts?: string;
  /** Takes packages whatever their digest. */
  readonly anyDigest?: boolean;
}

/**
 * Renders the chart of every addon that platform.toml turns on, with real Helm, and checks what comes out. Changes nothing.
 *
 * @throws LocoError CONFIG_INVALID, MIRROR_INVALID, CHART_MISSING, CHART_VERSION, CHART_DIGEST
 */
export async function verifyCharts(
  place: ChartPlace,
  reporter: Reporter,
  { charts, anyDigest = false }: VerifyOptions = {},
): Promise<ChartsVerdict> {
  const { config } = requirePlatform(place.cwd, place.env.LOCO_ENV);
  const mirror = charts === undefined ? mirrorOf(config, place.cwd) : requirePlace(charts, place.cwd);
  const input = inputOf(config, SAMPLE_FACTS);
  return withFreshCharts(place.env, reporter, mirror, (charts) =>
    verifyAll(input, charts, reporter, anyDigest),
  );
}

async function verifyAll(
  input: AddonInput,
  { helm, source: opened }: OpenCharts,
  reporter: Reporter,
  anyDigest: boolean,
): Promise<ChartsVerdict> {
  const source = anyDigest ? opened : checkedSource(opened);
  const addons: AddonVerdict[] = [];
  const unlocked: string[] = [];
  await reporter.step("rendering", async (progress) => {
    for (const addon of input.addons) {
      progress(addon.name);
      const chart = await locateChart(addon.chart, source);
      if (!("folder" in addon.chart) && (anyDigest || !isLocked(addon.chart, chart)))
        unlocked.push(addon.chart.name);
      addons.push(await verifyAddon(addon, input, chart, helmRender(helm)));
    }
  });
  return { addons, requests: addons.map(({ requests }) => requests).reduce(add, NOTHING), unlocked };
}

/** Whether a chart could be compared with the lock: both have a digest. */
const isLocked = ({ digest }: LockedChart, path: string) =>
  digest !== undefined && packageDigest(path) !== undefined;

/** The text of `loco charts verify`. */
export function formatChartsVerdict({ addons, requests, unlocked }: ChartsVerdict): string {
  const width = Math.max(...addons.map(({ name }) => name.length), 5);
  const rows = addons.flatMap(({ name, problems, objects, facts, requests }) => [
    `  ${(problems.length > 0 ? "problem" : "ok").padEnd(7)}  ${name.padEnd(width)}  ${String(objects).padStart(3)} objects  ${String(facts).padStart(2)} facts  ${words(requests)}`,
    ...problems.flatMap((problem) => problem.split("\n").map((line) => `${" ".repeat(11)}${line}`)),
  ]);
  const total = `  ${"".padEnd(7)}  ${"total".padEnd(width)}  ${" ".repeat(22)}  ${words(requests)}`;
  const note = `compared with no digest: ${unlocked.join(", ")} (npx loco charts lock pins digests)`;
  return [...rows, total, ...(unlocked.length === 0 ? [] : [note])].join("\n");
}

const words = ({ cpu, memory }: Requests) =>
  `${String(Math.round(cpu)).padStart(5)}m CPU  ${String(Math.round(memory)).padStart(5)} MiB`;
