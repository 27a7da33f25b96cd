import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Logger } from "./log.ts";

/** A component that runs as a process of its own (in k3s it is a goroutine, so it lives and dies with k3s). */
export interface Component {
  readonly name: string;
  /** Resolves with the reason when the process has ended. */
  readonly ended: Promise<string>;
  /** Ends it: SIGTERM, then SIGKILL after `graceSeconds` (default 10). */
  stop(graceSeconds?: number): Promise<void>;
}

/** Runs `<bin>/<name>`. Its output goes to our stderr, each line under its name, and to `watch`. */
export function startComponent(
  bin: string,
  name: string,
  args: readonly string[],
  log: Logger,
  write: (text: string) => unknown,
  watch: (line: string) => void = () => {},
): Component {
  log.info(`Running ${name} ${args.join(" ")}`);
  // A k3s that is killed takes everything with it; without the death signal our children would outlive us and
  // keep their ports.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", join(bin, name), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      write(`${name}: ${line}\n`);
      watch(line);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`${name} could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(`${name} exited: ${signal ?? `exit status ${code}`}`));
  });
  return { name, ended, stop: (graceSeconds = 10) => stop(child, graceSeconds) };
}

async function stop(child: ChildProcess, graceSeconds: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceSeconds * 1000);
  await gone;
  clearTimeout(timer);
}
