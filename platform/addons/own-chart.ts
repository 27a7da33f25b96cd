import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AssetType, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";

const CHARTS = fileURLToPath(new URL("../../charts/", import.meta.url));

/**
 * Puts one of our own charts beside the stack and returns its path there. The path holds a hash of the chart's files, so
 * that a plan sees a changed template: Terraform compares a chart's path and version, not what is in it.
 */
export function ownChart(scope: Construct, folder: string): string {
  const id = `chart-${folder}`;
  const made = scope.node.tryFindChild(id);
  if (made instanceof TerraformAsset) return made.path;
  const path = join(CHARTS, folder);
  const asset = new TerraformAsset(scope, id, {
    path,
    type: AssetType.DIRECTORY,
    assetHash: hashOf(path),
  });
  return asset.path;
}

/** A hash of names and contents, the same on every machine. */
function hashOf(folder: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  for (const path of paths) {
    const name = path.slice(folder.length);
    const bytes = readFileSync(path);
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex").slice(0, 16);
}
