import { join } from "node:path";
import type { Reporter } from "../console/reporter.ts";
import { cacheDir } from "../sandbox/toolchain/context.ts";
import { ensureHelm } from "../sandbox/toolchain/helm.ts";
import { type ChartSource, folderSource, repositorySource, requireFolder } from "./chart-source.ts";

/** Where a command that works on charts was started. */
export interface ChartPlace {
  /** The platform's folder. */
  readonly cwd: string;
  readonly env: Readonly<Partial<Record<string, string>>>;
}

/**
 * Helm, and where charts come from: a folder, or their repositories, which serve each package once and then it is in the
 * cache, or in the folder `fresh` instead. Errors: CHART_MISSING, those of {@link ensureHelm}.
 */
export async function openCharts(
  { env }: ChartPlace,
  reporter: Reporter,
  charts: string | undefined,
  fresh?: string,
): Promise<{ readonly helm: string; readonly source: ChartSource }> {
  const folder = charts === undefined ? undefined : requireFolder(charts);
  const context = { cacheDir: cacheDir(env), reporter, env };
  const { binary } = await ensureHelm(context);
  const source =
    folder === undefined
      ? repositorySource(binary, fresh ?? join(context.cacheDir, "charts"))
      : folderSource(folder);
  return { helm: binary, source };
}
