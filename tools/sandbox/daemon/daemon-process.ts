import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { SandboxLayout } from "../layout.ts";
import { askDaemon, type DaemonStatus } from "./control.ts";
import type { DaemonSettings } from "./daemon-main.ts";

const PROGRAM = fileURLToPath(new URL("daemon-main.ts", import.meta.url));
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/**
 * Starts the daemon in the background unless one is running.
 *
 * @throws LocoError SANDBOX_FAILED with the daemon's own words.
 */
export async function ensureDaemon(layout: SandboxLayout, settings: DaemonSettings): Promise<DaemonStatus> {
  const running = await askDaemon(layout.controlDir);
  if (running !== undefined) return running;
  mkdirSync(layout.dir, { recursive: true });
  const log = openSync(layout.daemonLog, "w");
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), PROGRAM, JSON.stringify(settings)],
    {
      cwd: layout.project,
      detached: true,
      stdio: ["ignore", log, log],
    },
  );
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && !ended) {
    const status = await askDaemon(layout.controlDir);
    if (status !== undefined) {
      child.unref();
      return status;
    }
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw daemonFailure(layout);
}

/** The daemon ended by itself: its last words are an error of ours, or a bug. */
function daemonFailure(layout: SandboxLayout): LocoError {
  const words = readFileSync(layout.daemonLog, "utf8").trim().split("\n");
  const message = /^error {2}(.*?)( {2}\[\w+\])?$/m.exec(words.join("\n"))?.[1];
  const hint = words.filter((line) => line.startsWith("       ")).map((line) => line.trim());
  return new LocoError("SANDBOX_FAILED", message ?? "the sandbox's daemon did not start", {
    hint: [...hint, `its log: ${layout.daemonLog}`].join("\n"),
  });
}

/** Stops the daemon and everything it runs. False when none was running. */
export async function stopDaemon(layout: SandboxLayout): Promise<boolean> {
  const running = await askDaemon(layout.controlDir);
  if (running === undefined) {
    rmSync(layout.pidFile, { force: true });
    return false;
  }
  process.kill(running.pid, "SIGTERM");
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (Date.now() < deadline && isAlive(running.pid)) await sleep(100);
  // Its namespaces end with it, however it ends.
  if (isAlive(running.pid)) process.kill(running.pid, "SIGKILL");
  rmSync(layout.pidFile, { force: true });
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
