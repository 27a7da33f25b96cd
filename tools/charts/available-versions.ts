import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { LockedChart } from "../../platform/addons/charts.ts";
import type { Crane } from "./mirror/crane.ts";

/** Every version of a chart that its repository has, in no order. Rejects with the repository's own words. */
export type AvailableVersions = (chart: LockedChart) => Promise<readonly string[]>;

/** Asks repositories: a registry for its tags, any other one for its index, through Helm. */
export function availableVersions(helm: string, crane: Crane): AvailableVersions {
  return async ({ repository, name }) => {
    if (!repository.startsWith("oci://")) return versionsInIndex(helm, repository, name);
    // Not through Helm, which overlooks tags with a v: https://github.com/helm/helm/issues/11107
    const tags = await crane.tags(`${repository.replace("oci://", "")}/${name}`);
    // Helm writes a version's plus as an underscore.
    return tags.map((tag) => tag.replace("_", "+"));
  };
}

/** With a configuration of its own: the user's repositories stay as they are. */
async function versionsInIndex(helm: string, repository: string, name: string): Promise<readonly string[]> {
  const home = mkdtempSync(join(tmpdir(), "loco-helm-"));
  const place = ["--repository-config", join(home, "repositories.yaml"), "--repository-cache", home];
  const run = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await execa(helm, [...args, ...place], { reject: false });
    if (exitCode !== 0) throw new Error(stderr.replace(/^Error: /, "").trim());
    return stdout;
  };
  try {
    await run("repo", "add", "asked", repository);
    const found = JSON.parse(await run("search", "repo", "--versions", "--output", "json", `asked/${name}`));
    const charts = found as readonly { readonly name: string; readonly version: string }[];
    const versions = charts.flatMap((chart) => (chart.name === `asked/${name}` ? [chart.version] : []));
    if (versions.length === 0) throw new Error(`${repository} has no chart ${name}`);
    return versions;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
