import type { Diagnostic } from "../../../platform/config/diagnostic.ts";
import type { Reporter } from "../../console/reporter.ts";
import { isRefused } from "./diff/diff-apps.ts";
import { diffSince } from "./diff/diff-since.ts";
import { diffJson, formatDiff } from "./diff/format-diff.ts";
import { appJson, formatManifests, formatValues, valuesJson } from "./format.ts";
import { type AppsWanted, readyApps } from "./ready-apps.ts";
import { renderApps } from "./render-apps.ts";

/** Where apps are rendered. */
export interface RenderPlace {
  readonly cwd: string;
  readonly env: Readonly<Partial<Record<string, string>>>;
  readonly reporter: Reporter;
}

/** What is to be shown: objects, the charts' values, or what differs from a git ref. */
export type Shown = "objects" | "values" | { readonly since: string };

/** What there is to show. It is empty when a diagnostic is an error. */
export interface RenderAnswer {
  /** A diagnostic is an error, or a difference one that a deploy refuses. */
  readonly failed: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly text: () => string;
  readonly json: () => object;
}

/**
 * Renders apps, all that were named or none. Errors: those of {@link readyApps}, {@link renderApps} and {@link diffSince}.
 */
export async function render(place: RenderPlace, wanted: AppsWanted, shown: Shown): Promise<RenderAnswer> {
  const { apps, diagnostics } = readyApps(place.cwd, wanted);
  const said = { diagnostics, failed: diagnostics.some(({ severity }) => severity === "error") };
  if (said.failed) return { ...said, text: () => "", json: () => ({ apps: [] }) };
  if (shown === "values")
    return { ...said, text: () => formatValues(apps), json: () => ({ apps: apps.map(valuesJson) }) };
  if (shown === "objects") {
    const rendered = await renderApps(place.env, place.reporter, apps);
    return { ...said, text: () => formatManifests(rendered), json: () => ({ apps: rendered.map(appJson) }) };
  }
  const found = await diffSince(place, shown.since, wanted, apps);
  const failed = found.some(isRefused);
  return { ...said, failed, text: () => formatDiff(found, shown.since), json: () => diffJson(found) };
}
