import type { App } from "../../../platform/apps/app.ts";
import type { AppRelease } from "../../../platform/apps/values/releases.ts";
import { readOwnChart } from "../../../platform/charts/own-chart.ts";
import { chartPacker } from "../../../platform/charts/package-chart.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Reporter } from "../../console/reporter.ts";
import { requireHelm } from "../../render/find-helm.ts";
import { type Rendered, renderReleases } from "../../render/render-releases.ts";
import { cacheDir } from "../../sandbox/toolchain/context.ts";
import type { ReadyApp } from "./ready-apps.ts";

/** A release with what Helm makes of it. */
export interface RenderedRelease {
  readonly release: AppRelease;
  /** Of its chart, as Terraform installs it. */
  readonly version: string;
  /** As `helm template` prints them. */
  readonly manifests: string;
}

export interface RenderedApp {
  readonly app: App;
  readonly file: string;
  /** In the order in which they are installed. */
  readonly releases: readonly RenderedRelease[];
}

/** Rendering so many apps is worth a line of progress. */
const MANY = 200;

/** Renders apps. Errors: RENDER_REFUSED naming each app that Helm refuses, those of {@link requireHelm}. */
export async function renderApps(
  env: Readonly<Partial<Record<string, string>>>,
  reporter: Reporter,
  apps: readonly ReadyApp[],
): Promise<readonly RenderedApp[]> {
  if (apps.length === 0) return [];
  const helm = await requireHelm({ cacheDir: cacheDir(env), reporter, env });
  const releases = apps.flatMap((each) => each.releases);
  const work = () => renderReleases(helm, releases);
  const all = apps.length < MANY ? await work() : await reporter.step(`render ${apps.length} apps`, work);
  const done = byRelease(all);
  const packers = { app: packer("app"), "app-base": packer("app-base") };
  return apps.map(({ app, file, releases }) => ({
    app,
    file,
    releases: releases.map((release) => ({
      release,
      version: packers[release.chart].version(release.values),
      manifests: done.get(release) ?? "",
    })),
  }));
}

const packer = (chart: AppRelease["chart"]) => chartPacker(readOwnChart(chart));

function byRelease(all: readonly Rendered[]): ReadonlyMap<AppRelease, string> {
  const refused = all.flatMap((each) => ("refused" in each ? [each] : []));
  if (refused.length === 0)
    return new Map(all.flatMap((each) => ("manifests" in each ? [[each.release, each.manifests]] : [])));
  const lines = refused.map(({ release, refused }) => `${release.name}: ${refused}`);
  throw new LocoError("RENDER_REFUSED", `Helm refuses\n${lines.join("\n")}`, {
    hint: "loco.toml has no mistake that Loco knows of: this is a bug in Loco, please report it with the file",
  });
}
