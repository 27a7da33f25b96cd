import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { inputOf } from "../../../platform/addons/catalogue.ts";
import type { ChartMirror } from "../../../platform/addons/chart-mirror.ts";
import { chartLock, fromLock } from "../../../platform/addons/charts.ts";
import { SAMPLE_FACTS } from "../../../platform/addons/sample-facts.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { requirePlatform } from "../../../platform/read-platform.ts";
import { requirePlace } from "../../charts/chart-place.ts";
import { checkedSource } from "../../charts/chart-source.ts";
import { type Crane, craneProgram } from "../../charts/mirror/crane.ts";
import { planOfFolder } from "../../charts/mirror/folder-plan.ts";
import { type ImageSource, layoutImages, registryImages } from "../../charts/mirror/image-source.ts";
import { fetchText, k3sImages } from "../../charts/mirror/k3s-images.ts";
import { planMirror } from "../../charts/mirror/mirror-plan.ts";
import { folderTarget, registryTarget } from "../../charts/mirror/target.ts";
import { type ChartPlace, openCharts } from "../../charts/open-charts.ts";
import { helmRender } from "../../charts/render.ts";
import type { Reporter } from "../../console/reporter.ts";
import { cacheDir } from "../../sandbox/toolchain/context.ts";
import { ensureCrane } from "../../sandbox/toolchain/crane.ts";
import { copyAll, type MirrorReport } from "./mirror-copy.ts";

/** How {@link mirrorCharts} goes about it. */
export interface MirrorOptions {
  /** Folder or `oci://` URL that is filled. */
  readonly to: string;
  /** Folder that was filled before, to be brought into a registry whole. */
  readonly from?: string;
  /** Where charts are taken from; default: their repositories, whatever platform.toml says. */
  readonly charts?: string;
  /** Takes the charts of addons that are off, too. */
  readonly all?: boolean;
  /** Copies nothing. */
  readonly dryRun?: boolean;
}

/**
 * Copies charts, and the images that they run, into a registry or a folder; what is there already stays. What fails is in
 * the report, and the rest goes on.
 *
 * @throws LocoError CONFIG_INVALID, MIRROR_INVALID, CHART_MISSING
 */
export async function mirrorCharts(
  place: ChartPlace,
  reporter: Reporter,
  options: MirrorOptions,
): Promise<MirrorReport> {
  const to = requireTarget(options, place.cwd);
  const from =
    options.from === undefined
      ? undefined
      : requireMirrorFolder(resolve(place.cwd, options.from), options.from);
  const { config } = requirePlatform(place.cwd, place.env.LOCO_ENV);
  const charts = from ?? options.charts;
  // Never from platform.toml's own mirror, which is what is to be filled.
  const mirror = charts === undefined ? undefined : requirePlace(charts, place.cwd);
  const { helm, source } = await openCharts(place.env, reporter, mirror);
  const input = inputOf(config, SAMPLE_FACTS);
  const crane = craneProgram(await ensureCrane({ cacheDir: cacheDir(place.env), reporter, env: place.env }));
  // Before the rendering, so that a folder that cannot be written is said at once.
  const target = options.dryRun
    ? undefined
    : to.kind === "folder"
      ? folderTarget(resolve(place.cwd, options.to), crane)
      : registryTarget(to.url, helm, crane, imagesOf(from, crane));
  const plan = await reporter.step("finding out what to copy", (progress) =>
    from === undefined
      ? planMirror({
          input,
          more: options.all ? locked() : [],
          source: checkedSource(source),
          render: helmRender(helm),
          k3s: () => k3sImages(config, fetchText),
          progress,
        })
      : planOfFolder(from, {
          locked: locked(),
          needed: input.addons.flatMap(({ chart }) => ("folder" in chart ? [] : [chart.name])),
          source: checkedSource(source),
        }),
  );
  return copyAll(plan, target, options.to, reporter);
}

const locked = () => Object.entries(chartLock).map(([name, entry]) => fromLock(name, entry));

const imagesOf = (from: string | undefined, crane: Crane): ImageSource =>
  from === undefined ? registryImages(crane) : layoutImages(join(from, "images"), crane);

function requireTarget({ to, from }: MirrorOptions, cwd: string): ChartMirror {
  const target = requirePlace(to, cwd);
  if (from !== undefined && target.kind === "folder") {
    throw new LocoError("MIRROR_INVALID", `${from} is a folder already`, {
      hint: "--from brings a folder into a registry: --to oci://...; for another folder, copy it",
    });
  }
  return target;
}

function requireMirrorFolder(path: string, text: string): string {
  if (text.trim() === "") {
    throw new LocoError("MIRROR_INVALID", '--from "" names no folder', {
      hint: "give one that was filled before",
    });
  }
  if (existsSync(join(path, "mirror.json"))) return path;
  throw new LocoError("MIRROR_INVALID", `there is no mirror in ${path}`, {
    hint: `make one where upstream registries can be reached: npx loco charts mirror --to ${path}`,
  });
}
