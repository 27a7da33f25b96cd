import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { readyApps } from "../../actions/render/ready-apps.ts";
import { silentReporter } from "../../console/reporter.ts";
import { requireHelm } from "../../render/find-helm.ts";
import { cacheDir } from "../../sandbox/toolchain/context.ts";
import { helmEach } from "./helm-each.ts";
import { peakMemory } from "./peak-memory.ts";
import { writeBlueprints } from "./write-blueprints.ts";

/** A process of its own, from start to end, over so many apps. */
export interface AppsRun {
  readonly apps: number;
  readonly milliseconds: number;
  /** Bytes that it and the Helm processes that it started held at most. */
  readonly peak?: number;
}

export interface AppsMeasurement {
  readonly validate: readonly AppsRun[];
  readonly render: readonly AppsRun[];
  /** Beside the platform's stack, one for each app. */
  readonly synth: readonly AppsRun[];
  /** `helm template` once for each release of some of the most apps: milliseconds for an app. */
  readonly helmEach: { readonly sample: number; readonly inTurn: number; readonly atOnce: number };
  /** Time of `helm template` for an app over ours, at the most apps. Both on all processors. */
  readonly ratio: number;
}

const COUNTS = [1, 100, 1000] as const;
const SAMPLE = 50;

/**
 * Measures validate, render and synth over more and more apps. Rejects when a release of the sample is rendered to anything else
 * than `helm template` makes of it.
 */
export async function measureApps(progress: (detail: string) => void): Promise<AppsMeasurement> {
  const dir = mkdtempSync(join(tmpdir(), "loco-bench-apps-"));
  try {
    const validate: AppsRun[] = [];
    const render: AppsRun[] = [];
    const synth: AppsRun[] = [];
    let hashes: Readonly<Record<string, string>> = {};
    for (const apps of COUNTS) {
      const folder = join(dir, String(apps));
      mkdirSync(folder);
      writeBlueprints(folder, apps);
      // The first run fills tsx's cache of translated files.
      if (apps === COUNTS[0])
        for (const program of ["validate", "render", "synth"]) await measured(folder, program, apps);
      progress(`validate, ${apps}`);
      validate.push((await measured(folder, "validate", apps)).run);
      progress(`render, ${apps}`);
      const { run, output } = await measured(folder, "render", apps);
      render.push(run);
      hashes = output;
      progress(`synth, ${apps}`);
      synth.push((await measured(folder, "synth", apps)).run);
    }
    progress(`helm template, ${SAMPLE} of ${COUNTS.at(-1)}`);
    const most = render.at(-1) as AppsRun;
    const each = await sample(join(dir, String(most.apps)), hashes);
    return { validate, render, synth, helmEach: each, ratio: each.atOnce / (most.milliseconds / most.apps) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measured(cwd: string, program: string, apps: number) {
  const { LOCO_ENV: _, ...env } = process.env;
  const args = [
    "--import",
    import.meta.resolve("tsx"),
    join(import.meta.dirname, "apps-program.ts"),
    program,
  ];
  const started = performance.now();
  const running = execa(process.execPath, args, { cwd, env, extendEnv: false });
  const peak = await peakMemory(running.pid ?? 0, running);
  const { stdout } = await running;
  const run: AppsRun = {
    apps,
    milliseconds: performance.now() - started,
    ...(peak === undefined ? {} : { peak }),
  };
  return { run, output: JSON.parse(stdout) as Readonly<Record<string, string>> };
}

/** Renders apps from all over the folder with a Helm process for each release, one by one and then as many as we run. */
async function sample(cwd: string, ours: Readonly<Record<string, string>>) {
  const context = { cacheDir: cacheDir(process.env), reporter: silentReporter, env: process.env };
  const helm = await requireHelm(context);
  const { apps } = readyApps(cwd, { args: [], environment: undefined, platform: undefined });
  const step = Math.floor(apps.length / SAMPLE);
  const releases = apps.filter((_, index) => index % step === 0).flatMap((each) => each.releases);
  const count = releases.length / 2;
  const inTurn = await helmEach(helm, releases, 1);
  const atOnce = await helmEach(helm, releases, availableParallelism());
  for (const [name, hash] of Object.entries(inTurn.hashes))
    if (ours[name] !== hash)
      throw new Error(`${name} is rendered to something else than helm template makes of it`);
  return { sample: count, inTurn: inTurn.milliseconds / count, atOnce: atOnce.milliseconds / count };
}
