import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { OutputTarget } from "../units/unit.ts";
import type { Journal } from "./journal.ts";

/** How a process ended. */
export type Exit =
  | { readonly code: number }
  | { readonly signal: NodeJS.Signals }
  | { readonly error: string };

/** A process of a unit. */
export interface UnitProcess {
  /** Absent when it could not be started. */
  readonly pid: number | undefined;
  readonly exited: Promise<Exit>;
}

interface Launch {
  readonly unit: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdout: OutputTarget;
  readonly stderr: OutputTarget;
}

/** Marks every process of a unit, since there are no cgroups to ask. */
const unitMark = "SANDBOX_UNIT";

/** Starts a process in a session of its own. Never throws: a missing program is an {@link Exit} with `error`. */
export function launch(journal: Journal, { unit, argv, env, cwd, stdout, stderr }: Launch): UnitProcess {
  const sinks = [journal.open(unit, stdout), journal.open(unit, stderr)];
  const [program = "", ...args] = argv;
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      cwd,
      env: { ...env, [unitMark]: unit },
      detached: true,
      stdio: ["ignore", ...sinks.map((sink) => (sink.copy ? ("pipe" as const) : sink.fd))],
    });
  } catch (error) {
    for (const sink of sinks) sink.close();
    return { pid: undefined, exited: Promise.resolve({ error: String(error) }) };
  }
  child.stdout?.on("data", (data: Buffer) => sinks[0]?.write(data));
  child.stderr?.on("data", (data: Buffer) => sinks[1]?.write(data));
  for (const sink of sinks) sink.close();
  const exited = new Promise<Exit>((resolve) => {
    child.once("error", (error) => resolve({ error: error.message }));
    child.once("exit", (code, signal) => resolve(signal === null ? { code: code ?? 1 } : { signal }));
  });
  return { pid: child.pid, exited };
}

/**
 * The pids of all processes of a unit, also of children that left its session. A process that cleared its
 * environment is not found.
 */
export function processesOf(unit: string): readonly number[] {
  const mark = `${unitMark}=${unit}\0`;
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`.includes(`\0${mark}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // it ended by itself
    }
  }
}

/** `status=1` or `signal=SIGKILL`, as systemd words it. */
export function describeExit(exit: Exit): string {
  if ("error" in exit) return exit.error;
  return "code" in exit ? `code=exited, status=${exit.code}` : `code=killed, signal=${exit.signal}`;
}
