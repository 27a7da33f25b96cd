import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { inputOf } from "../../../platform/addons/catalogue.ts";
import { chartMirror } from "../../../platform/addons/chart-mirror.ts";
import { chartLock, fromLock } from "../../../platform/addons/charts.ts";
import { SAMPLE_FACTS } from "../../../platform/addons/sample-facts.ts";
import { formatFound } from "../../../platform/config/diagnostic.ts";
import { formats } from "../../../platform/config/formats.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { requirePlatform } from "../../../platform/read-platform.ts";
import { checkedSource } from "../../charts/chart-source.ts";
import { type Crane, craneProgram } from "../../charts/mirror/crane.ts";
import { planOfFolder } from "../../charts/mirror/folder-plan.ts";
import { layoutImages, registryImages } from "../../charts/mirror/image-source.ts";
import { fetchText, k3sImages } from "../../charts/mirror/k3s-images.ts";
import { planMirror } from "../../charts/mirror/mirror-plan.ts";
import { folderTarget, type MirrorTarget, registryTarget } from "../../charts/mirror/target.ts";
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
  requireTarget(options);
  const from = options.from === undefined ? undefined : requireMirrorFolder(resolve(place.cwd, options.from));
  const { config } = requirePlatform(place.cwd, place.env.LOCO_ENV);
  const charts = from ?? options.charts;
  // Never from platform.toml's own mirror, which is what is to be filled.
  const mirror = charts === undefined ? undefined : chartMirror(charts, place.cwd);
  const { helm, source } = await openCharts(place.env, reporter, mirror);
  const input = inputOf(config, SAMPLE_FACTS);
  const crane = craneProgram(await ensureCrane({ cacheDir: cacheDir(place.env), reporter, env: place.env }));
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
  const target = options.dryRun ? undefined : targetOf(place, options.to, { helm, crane, from });
  return copyAll(plan, target, options.to, reporter);
}

const locked = () => Object.entries(chartLock).map(([name, entry]) => fromLock(name, entry));

function targetOf(
  { cwd }: ChartPlace,
  to: string,
  { helm, crane, from }: { readonly helm: string; readonly crane: Crane; readonly from: string | undefined },
): MirrorTarget {
  const mirror = chartMirror(to, cwd);
  if (mirror.kind === "folder") return folderTarget(resolve(cwd, to), crane);
  const images = from === undefined ? registryImages(crane) : layoutImages(join(from, "images"), crane);
  return registryTarget(mirror.url, helm, crane, images);
}

function requireTarget({ to, from }: MirrorOptions): void {
  if (to.includes("://") && !formats["chart-mirror"]?.accepts(to)) {
    throw new LocoError("MIRROR_INVALID", `${formatFound(to)} is neither a registry nor a folder`, {
      hint: "write a registry as oci://registry.example.com/loco, without user and tag; logins are Docker's (docker login)",
    });
  }
  if (from !== undefined && !to.startsWith("oci://")) {
    throw new LocoError("MIRROR_INVALID", `${from} is a folder already`, {
      hint: "--from brings a folder into a registry: --to oci://...; for another folder, copy it",
    });
  }
}

function requireMirrorFolder(path: string): string {
  if (existsSync(join(path, "mirror.json"))) return path;
  throw new LocoError("MIRROR_INVALID", `there is no mirror in ${path}`, {
    hint: `make one where upstream registries can be reached: npx loco charts mirror --to ${path}`,
  });
}
