import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Seed } from "../seed.ts";
import { type Executor, executeStep } from "./execute.ts";
import { instanceData } from "./instance-data.ts";
import { planCloudConfig, type Step } from "./plan.ts";
import { readUserData } from "./user-data.ts";

const outputLog = "/var/log/cloud-init-output.log";

/** What a boot needs of the machine. */
export interface BootContext {
  readonly seed: Seed;
  readonly userData: Buffer;
  /** Writes to the console. */
  console(data: string | Buffer): void;
  setHostname(name: string): void;
  power(action: "poweroff" | "reboot", delayMs: number): void;
  /** Called between the early modules and the ones that run beside services. */
  startServices(): void;
}

/**
 * Does what cloud-init does at a boot: reads and checks user-data, executes its modules. Mistakes end up on the
 * console; invalid user-data is not executed at all.
 *
 * @returns what failed, empty when all went well.
 */
export async function bootCloudInit(context: BootContext): Promise<readonly string[]> {
  const { seed } = context;
  const instanceDir = join("/var/lib/cloud/instances", seed.instanceId);
  prepare(instanceDir, seed);
  const write = (data: string | Buffer) => {
    appendFileSync(outputLog, data);
    context.console(data);
  };
  const executor: Executor = {
    instanceDir,
    privateIp: seed.privateIp,
    log: (line) => write(`cloud-init: ${line}\n`),
    output: write,
    setHostname: context.setHostname,
    power: context.power,
  };
  const failures: string[] = [];
  const read = readUserData(context.userData);
  if (read.kind === "invalid") failures.push(...read.problems.map((problem) => `user-data: ${problem}`));
  for (const failure of failures) executor.log(failure);
  const steps = read.kind === "config" ? planCloudConfig(read.config, seed.localHostname) : [];
  const run = async (stages: readonly Step["stage"][]) => {
    for (const step of steps.filter(({ stage }) => stages.includes(stage))) {
      const failure = await executeStep(step, executor);
      if (failure === undefined) continue;
      failures.push(failure);
      executor.log(failure);
    }
  };
  await run(["init"]);
  context.startServices();
  await run(["config", "final"]);
  writeFileSync(
    "/run/cloud-init/result.json",
    `${JSON.stringify({ v1: { errors: failures } }, undefined, 1)}\n`,
  );
  writeFileSync(join(instanceDir, "boot-finished"), "");
  executor.log(
    failures.length === 0 ? "done" : `degraded: ${failures.length} of its modules failed, see above`,
  );
  return failures;
}

function prepare(instanceDir: string, seed: Seed) {
  for (const dir of [join(instanceDir, "sem"), "/run/cloud-init"]) mkdirSync(dir, { recursive: true });
  rmSync("/var/lib/cloud/instance", { force: true });
  symlinkSync(instanceDir, "/var/lib/cloud/instance");
  writeFileSync("/run/cloud-init/instance-data.json", instanceData(seed.instanceId, seed.localHostname));
  writeFileSync("/run/cloud-init/instance-id", `${seed.instanceId}\n`);
}
