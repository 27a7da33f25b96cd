import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { median } from "../median.ts";

const repository = join(import.meta.dirname, "../../..");

/** Times of the platform's program and of an empty cdktf program, taken in turns. Milliseconds. */
export interface SynthTimes {
  readonly runs: number;
  readonly platform: number;
  readonly empty: number;
  /** Platform over empty, both medians. */
  readonly ratio: number;
}

/** Synth in a process of its own, and the second one in a process that goes on. */
export interface SynthMeasurement {
  readonly cold: SynthTimes;
  readonly warm: SynthTimes;
}

type Sample = (subject: "platform" | "empty") => Promise<number>;

/** Measures synth of the example platform, in a temporary folder. */
export async function measureSynth(
  runs: number,
  progress: (detail: string) => void,
): Promise<SynthMeasurement> {
  const dir = mkdtempSync(join(tmpdir(), "loco-bench-synth-"));
  try {
    cpSync(join(repository, "platform.toml"), join(dir, "platform.toml"));
    const cold = await alternate(runs, coldSample(dir), (run) => progress(`cold, run ${run} of ${runs}`));
    const warm = await alternate(runs, warmSample(dir), (run) => progress(`warm, run ${run} of ${runs}`));
    return { cold, warm };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Takes samples A B A B, so that what else the machine does meets both. The first pair fills caches and is left out. */
async function alternate(runs: number, sample: Sample, progress: (run: number) => void): Promise<SynthTimes> {
  const platform: number[] = [];
  const empty: number[] = [];
  for (let run = 0; run <= runs; run++) {
    progress(run);
    const [ours, peer] = [await sample("platform"), await sample("empty")];
    if (run === 0) continue;
    platform.push(ours);
    empty.push(peer);
  }
  const [ours, peer] = [median(platform), median(empty)];
  return { runs, platform: ours, empty: peer, ratio: ours / peer };
}

function coldSample(dir: string): Sample {
  const programs = {
    platform: join(repository, "platform/main.ts"),
    empty: join(import.meta.dirname, "empty-program.ts"),
  };
  return async (subject) => {
    const started = performance.now();
    await runProgram(dir, programs[subject]);
    return performance.now() - started;
  };
}

function warmSample(dir: string): Sample {
  return async (subject) =>
    Number(await runProgram(dir, join(import.meta.dirname, "warm-program.ts"), subject));
}

/** As cdktf.json runs it. */
async function runProgram(cwd: string, ...program: readonly string[]): Promise<string> {
  const { LOCO_ENV: _, ...env } = process.env;
  const { stdout } = await execa(process.execPath, ["--import", import.meta.resolve("tsx"), ...program], {
    cwd,
    env,
    extendEnv: false,
  });
  return stdout;
}
