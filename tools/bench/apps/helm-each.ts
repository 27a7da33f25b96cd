import { createHash } from "node:crypto";
import { join } from "node:path";
import { execa } from "execa";
import type { AppRelease } from "../../../platform/apps/values/releases.ts";
import { helmValues } from "../../render/helm-values.ts";
import { normalForm } from "../../render/split-manifests.ts";

const charts = join(import.meta.dirname, "../../../charts");

/** Time of a run, and what it printed. */
export interface HelmEach {
  readonly milliseconds: number;
  /** Hashes of manifests by release. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Runs `helm template` for each release, so many at once: what our batches are compared with. */
export async function helmEach(
  helm: string,
  releases: readonly AppRelease[],
  atOnce: number,
): Promise<HelmEach> {
  const hashes: Record<string, string> = {};
  const waiting = releases.map((release) => ({ release, input: helmValues(release.values) }));
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name, namespace, chart } = next.release;
      const args = ["template", name, join(charts, chart), "--namespace", namespace, "--values", "-"];
      const { stdout } = await execa(helm, args, { input: next.input });
      hashes[name] = createHash("sha256").update(normalForm(stdout)).digest("hex");
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { milliseconds: performance.now() - started, hashes };
}
