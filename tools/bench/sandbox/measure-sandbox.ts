import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRequestLog } from "../../sandbox/cloudstack/request-log.ts";
import { sandboxLayout } from "../../sandbox/layout.ts";
import { median } from "../median.ts";
import { countPlatform, type PlatformCount } from "../provisioning/platform-count.ts";
import type { SynthesisedStack } from "../provisioning/synthesised.ts";
import { withSandbox } from "./loco-sandbox.ts";

/** From `sandbox up` to the last node Ready, in milliseconds. */
export interface WarmSandbox {
  readonly runs: number;
  readonly milliseconds: number;
  readonly slowest: number;
  /** Of the last run. */
  readonly count: PlatformCount;
}

/** Measures `sandbox up` after `sandbox reset`, everything built; the first run makes sure of that and is left out. */
export function measureWarmSandbox(runs: number, progress: (detail: string) => void): Promise<WarmSandbox> {
  return withSandbox(async ({ project, up, reset }) => {
    await up();
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      await reset();
      times.push(await up());
    }
    const stack = readFileSync(join(project, "cdktf.out/stacks/platform/cdk.tf.json"), "utf8");
    const log = readRequestLog(sandboxLayout(project).cloudDir);
    const count = countPlatform(JSON.parse(stack) as SynthesisedStack, log);
    return { runs, milliseconds: median(times), slowest: Math.max(...times), count };
  }, progress);
}

/**
 * Measures the first `sandbox up` of someone with an empty cache, in milliseconds: downloads and builds everything that is
 * not on PATH, into a folder that is deleted afterwards.
 */
export async function measureColdSandbox(progress: (detail: string) => void): Promise<number> {
  const cache = mkdtempSync(join(tmpdir(), "loco-bench-cache-"));
  try {
    return await withSandbox(({ up }) => up(), progress, {
      XDG_CACHE_HOME: cache,
      GOCACHE: join(cache, "go-build"),
      GOMODCACHE: join(cache, "go-modules"),
    });
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}
