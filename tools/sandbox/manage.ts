import { existsSync, readFileSync, rmSync } from "node:fs";
import { notOneOf } from "../../platform/errors/not-one-of.ts";
import type { Reporter } from "../console/reporter.ts";
import { askDaemon, type DaemonStatus, daemonControl } from "./daemon/control.ts";
import { stopDaemon } from "./daemon/daemon-process.ts";
import { machineDir } from "./host/disk/machine-dir.ts";
import { sandboxLayout } from "./layout.ts";

/** What the sandbox is doing; undefined when it is down. */
export function sandboxStatus(project: string): Promise<DaemonStatus | undefined> {
  return askDaemon(sandboxLayout(project).controlDir);
}

/** Stops the sandbox. Its disks and CloudStack's state stay, so `up` continues with them. */
export async function sandboxDown(project: string, reporter: Reporter): Promise<boolean> {
  return reporter.step("stopping the sandbox", () => stopDaemon(sandboxLayout(project)));
}

/** Stops the sandbox and forgets everything about it. */
export async function sandboxReset(project: string, reporter: Reporter): Promise<void> {
  const { dir } = sandboxLayout(project);
  await sandboxDown(project, reporter);
  if (!existsSync(dir)) return;
  await reporter.step("deleting .sandbox", async () => rmSync(dir, { recursive: true, force: true }));
}

/**
 * What a machine has printed on its console.
 *
 * @throws LocoError SANDBOX_DOWN or NODE_UNKNOWN.
 */
export async function sandboxConsole(project: string, name: string): Promise<string> {
  const { controlDir, hostDir } = sandboxLayout(project);
  const { machines } = (await daemonControl(controlDir).status()).cloud;
  const machine = machines.find((candidate) => candidate.name === name);
  if (machine === undefined) {
    throw notOneOf(
      "NODE_UNKNOWN",
      "machine",
      name,
      machines.map((candidate) => candidate.name),
    );
  }
  const file = machineDir(hostDir, machine.id).console;
  // One that never booted has none.
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
