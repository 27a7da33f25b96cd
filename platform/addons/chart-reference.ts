import { AssetType, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";
import { packageDigest } from "./chart-digest.ts";
import { type ChartMirror, packagePath } from "./chart-mirror.ts";
import type { Chart, LockedChart } from "./charts.ts";
import { ownChart } from "./own-chart.ts";

/** How the Helm provider is told of a chart. */
export interface ChartReference {
  readonly chart: string;
  readonly repository?: string;
  readonly version?: string;
}

/** Says where Terraform takes a chart from: the mirror if there is one, else the chart's repository; ours are beside the stack. */
export function chartReference(
  scope: Construct,
  chart: Chart,
  mirror: ChartMirror | undefined,
): ChartReference {
  if ("folder" in chart) return { chart: ownChart(scope, chart.folder) };
  const { repository, name, version } = chart;
  if (mirror?.kind === "folder") return { chart: mirroredPackage(scope, chart, mirror.path) };
  return { repository: mirror?.url ?? repository, chart: name, version };
}

/** Puts a package beside the stack and returns its path there, which holds its digest and is the same on every machine. */
function mirroredPackage(scope: Construct, chart: LockedChart, folder: string): string {
  const id = `package-${chart.name}`;
  const made = scope.node.tryFindChild(id);
  if (made instanceof TerraformAsset) return made.path;
  const path = packagePath(folder, chart);
  const assetHash = (packageDigest(path) ?? "").replace("sha256:", "").slice(0, 16);
  return new TerraformAsset(scope, id, { path, type: AssetType.FILE, assetHash }).path;
}
