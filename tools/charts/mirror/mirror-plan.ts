import type { Addon, AddonInput } from "../../../platform/addons/addon.ts";
import { valuesOf } from "../../../platform/addons/addon-release.ts";
import type { LockedChart } from "../../../platform/addons/charts.ts";
import { valuesText } from "../../../platform/addons/values-text.ts";
import { needImages } from "../../../platform/apps/values/needs/need-images.ts";
import { kubernetesVersion } from "../../../platform/config/kubernetes-version.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type ChartSource, locateChart } from "../chart-source.ts";
import { imagesIn, imagesNamedIn } from "../images.ts";
import { manifestsIn, type Render } from "../render.ts";
import { formatImage, type ImageReference, parseImage } from "./image-reference.ts";

/** Something that could not be looked at or copied. */
export interface MirrorFailure {
  readonly what: string;
  readonly reason: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** What an error says of something. */
export const failureOf = (what: string, error: Error): MirrorFailure => ({
  what,
  reason: error.message,
  ...(error instanceof LocoError && error.hint !== undefined ? { hint: error.hint } : {}),
});

/** What a mirror must have. */
export interface MirrorPlan {
  readonly charts: readonly { readonly chart: LockedChart; readonly path: string }[];
  /** Each once, by name. */
  readonly images: readonly ImageReference[];
  readonly failed: readonly MirrorFailure[];
  /** What is run later and no chart names. */
  readonly uncovered: readonly { readonly addon: string; readonly images: string }[];
}

/** What {@link planMirror} reads. */
export interface PlanInput {
  readonly input: AddonInput;
  /** Charts that are mirrored beside those of the addons that are on; their images are not known. */
  readonly more: readonly LockedChart[];
  readonly source: ChartSource;
  readonly render: Render;
  /** Images that k3s runs. */
  readonly k3s: () => Promise<readonly string[]>;
  readonly progress?: (detail: string) => void;
}

/** Renders every addon that is on with its values, hooks included, and lists charts and images, those of apps' needs too. Fails for nothing. */
export async function planMirror(plan: PlanInput): Promise<MirrorPlan> {
  const { input, more, source, k3s, progress = () => {} } = plan;
  const charts = new Map<string, { readonly chart: LockedChart; readonly path: string }>();
  const images = [...needImages(input.addons.map(({ name }) => name))];
  const failed: MirrorFailure[] = [];
  const trying = async (what: string, work: () => Promise<void>) => {
    progress(what);
    await work().catch((error: Error) => failed.push(failureOf(what, error)));
  };
  for (const addon of input.addons) {
    await trying(`addon ${addon.name}`, async () => {
      const path = await locateChart(addon.chart, source);
      if (!("folder" in addon.chart)) charts.set(addon.chart.name, { chart: addon.chart, path });
      images.push(...(await imagesOf(addon, path, plan)));
    });
  }
  for (const chart of more) {
    if (charts.has(chart.name)) continue;
    await trying(`chart ${chart.name} ${chart.version}`, async () => {
      charts.set(chart.name, { chart, path: await source.locate(chart) });
    });
  }
  await trying("the images of k3s", async () => {
    images.push(...(await k3s()));
  });
  const named = new Map(images.map(parseImage).map((image) => [formatImage(image), image]));
  return {
    charts: [...charts.values()].sort((a, b) => (a.chart.name < b.chart.name ? -1 : 1)),
    images: [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, image]) => image),
    failed,
    uncovered: input.addons.flatMap(({ name, laterImages }) =>
      laterImages === undefined ? [] : [{ addon: name, images: laterImages }],
    ),
  };
}

async function imagesOf(addon: Addon, chart: string, { input, render }: PlanInput): Promise<string[]> {
  const { name, namespace } = addon;
  const values = valuesText(valuesOf(addon, input));
  const kubeVersion = kubernetesVersion(input.config);
  const manifests = manifestsIn(await render({ chart, release: name, namespace, values, kubeVersion }));
  return [...imagesIn(manifests), ...imagesNamedIn(manifests)];
}
