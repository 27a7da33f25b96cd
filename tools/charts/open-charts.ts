import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChartMirror } from "../../platform/addons/chart-mirror.ts";
import type { Reporter } from "../console/reporter.ts";
import { cacheDir } from "../sandbox/toolchain/context.ts";
import { ensureHelm } from "../sandbox/toolchain/helm.ts";
import { helmChartFile } from "./chart-file.ts";
import {
  type ChartSource,
  folderSource,
  namedSource,
  registrySource,
  repositorySource,
  requireFolder,
} from "./chart-source.ts";

/** Where a command that works on charts was started. */
export interface ChartPlace {
  /** The platform's folder. */
  readonly cwd: string;
  readonly env: Readonly<Partial<Record<string, string>>>;
}

/** Helm, and where charts come from. */
export interface OpenCharts {
  /** Absolute path of the program. */
  readonly helm: string;
  readonly source: ChartSource;
}

/**
 * Makes sure of Helm and opens the place that charts come from: a mirror, or their repositories. What is pulled stays in
 * `cache`, by default Loco's own, and is not pulled again. Errors: CHART_MISSING, those of {@link ensureHelm}.
 */
export async function openCharts(
  env: ChartPlace["env"],
  reporter: Reporter,
  mirror: ChartMirror | undefined,
  cache?: string,
): Promise<OpenCharts> {
  const folder = mirror?.kind === "folder" ? folderSource(requireFolder(mirror.path)) : undefined;
  const context = { cacheDir: cacheDir(env), reporter, env };
  const { binary: helm } = await ensureHelm(context);
  const named = (source: ChartSource) => ({ helm, source: namedSource(source, helmChartFile(helm)) });
  if (folder !== undefined) return named(folder);
  const pulled = repositorySource(helm, cache ?? join(context.cacheDir, "charts"));
  return named(mirror?.kind === "registry" ? registrySource(mirror.url, pulled) : pulled);
}

/**
 * Opens charts for a command that says what the place serves now, not what it served when a package came into the cache:
 * what is pulled lies in a folder of its own for as long as `use` takes.
 */
export async function withFreshCharts<T>(
  env: ChartPlace["env"],
  reporter: Reporter,
  mirror: ChartMirror | undefined,
  use: (charts: OpenCharts) => Promise<T>,
): Promise<T> {
  const fresh = mkdtempSync(join(tmpdir(), "loco-charts-"));
  try {
    return await use(await openCharts(env, reporter, mirror, fresh));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
