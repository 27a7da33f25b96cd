import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readPlatform } from "../../platform/read-platform.ts";
import { exitCode } from "../cli/exit-code.ts";
import { formatError } from "../cli/format-error.ts";
import { type Reporter, terminalReporter } from "../console/reporter.ts";
import { measureApps } from "./apps/measure-apps.ts";
import { countApproach } from "./provisioning/approach.ts";
import { locawebPlatform } from "./provisioning/locaweb-platform.ts";
import { isGood, report } from "./report.ts";
import { type BenchResult, goals, type Outcome } from "./result.ts";
import { measureColdSandbox, measureWarmSandbox } from "./sandbox/measure-sandbox.ts";
import { measureSynth } from "./synth/measure-synth.ts";
import { userDataSizes } from "./user-data-size.ts";

const USAGE = "usage: npm run bench -- [--json] [--cold]";

const SYNTH_RUNS = 9;
const SANDBOX_RUNS = 3;

const repository = fileURLToPath(new URL("../..", import.meta.url));

async function bench(reporter: Reporter, cold: boolean, stop: AbortSignal): Promise<BenchResult> {
  const { config } = readPlatform(repository, undefined);
  if (config === undefined) throw new Error("platform.toml has mistakes; npx loco validate shows them");
  const outcome = async <T>(
    title: string,
    measure: (progress: (detail: string) => void) => Promise<T>,
  ): Promise<Outcome<T>> => {
    const load = loadavg()[0] ?? 0;
    if (stop.aborted) return { kind: "failed", load, reason: "interrupted" };
    try {
      return { kind: "measured", load, value: await reporter.step(title, measure) };
    } catch (error) {
      return { kind: "failed", load, reason: formatError(error, false) };
    }
  };
  const agents = config.pools.reduce((sum, { count }) => sum + count, 0);
  const { repository: url, commit } = locawebPlatform;
  return {
    machine: {
      node: process.versions.node,
      system: `${process.platform}-${process.arch}`,
      processors: availableParallelism(),
    },
    goals,
    synth: await outcome("synth", (progress) => measureSynth(SYNTH_RUNS, progress)),
    apps: await outcome("apps: validate, render, synth", measureApps),
    userData: await outcome("user-data", async () => userDataSizes(config)),
    sandbox: await outcome(`sandbox up, warm, ${SANDBOX_RUNS + 1} times`, (progress) =>
      measureWarmSandbox(SANDBOX_RUNS, progress),
    ),
    ...(cold
      ? { coldSandbox: await outcome("sandbox up, cold: builds for minutes", measureColdSandbox) }
      : {}),
    seed: {
      repository: url,
      commit,
      ...countApproach(locawebPlatform, { servers: config.control_plane_count, agents }),
    },
  };
}

async function main(): Promise<number> {
  let flags: { readonly json: boolean; readonly cold: boolean };
  try {
    flags = parseArgs({
      options: { json: { type: "boolean", default: false }, cold: { type: "boolean", default: false } },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
    return exitCode.usage;
  }
  // The first Ctrl-C ends what runs in the terminal's foreground; the bench goes on to take its sandbox away.
  const interruption = new AbortController();
  process.once("SIGINT", () => interruption.abort());
  const result = await bench(terminalReporter(process.stderr), flags.cold, interruption.signal);
  process.stdout.write(`${flags.json ? JSON.stringify(result) : report(result)}\n`);
  return isGood(result) ? exitCode.ok : exitCode.failed;
}

process.exitCode = await main();
