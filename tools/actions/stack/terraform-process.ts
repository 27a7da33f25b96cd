import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, closeSync, openSync, readSync, rmSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";
import { parseUiLine, type UiLine } from "./complaints.ts";
import { readableLine } from "./progress.ts";

/** How Terraform is started. */
export interface TerraformCommand {
  /** Absolute path of Terraform or OpenTofu. */
  readonly binary: string;
  /** The stack's folder. */
  readonly dir: string;
  readonly args: readonly string[];
  readonly env: Readonly<Partial<Record<string, string>>>;
}

/** How a run ended. */
export interface EndedRun {
  readonly exitCode: number | undefined;
  /** Standard output; of a logged run, errors as well. */
  readonly output: string;
  readonly errors: string;
  /** True when a signal was sent to it or to us. */
  readonly interrupted: boolean;
}

const POLL_MS = 200;

/** Runs a short command and returns what it printed. */
export async function runTerraform(command: TerraformCommand): Promise<EndedRun> {
  const child = start(command, ["ignore", "pipe", "pipe"], false);
  let output = "";
  let errors = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const { exitCode, signal } = await ended(child);
  return { exitCode, output, errors, interrupted: signal };
}

/**
 * Runs a command that changes things. It writes to a file instead of a pipe and has a process group of its own, so that
 * it ends properly whatever becomes of us: Terraform that loses its reader is killed in the middle of its work, and what
 * it was making is lost from its state. The first signal that we get reaches it as an interrupt, upon which it finishes what
 * it has begun. It alone: upon a second one Terraform exits at once, with the state half written. The log gets its words
 * as a person reads them.
 */
export async function runLogged(
  command: TerraformCommand,
  log: string,
  onLine: (line: UiLine) => void,
): Promise<EndedRun> {
  const raw = `${log}.raw`;
  const written = openSync(raw, "wx", 0o600);
  const child = start(command, ["ignore", written, written], true);
  closeSync(written);
  let interrupted = false;
  const interrupt = () => {
    if (!interrupted) child.kill("SIGINT");
    interrupted = true;
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, interrupt);
  const follower = follow(raw, (line) => {
    const ui = parseUiLine(line);
    appendFileSync(log, `${ui === undefined ? line : readableLine(ui)}\n`, { mode: 0o600 });
    if (ui !== undefined) onLine(ui);
  });
  try {
    let running = true;
    const end = ended(child).finally(() => {
      running = false;
    });
    while (running) {
      follower.read();
      await Promise.race([end, sleep(POLL_MS)]);
    }
    const { exitCode, signal } = await end;
    follower.read();
    rmSync(raw);
    return { exitCode, output: follower.text(), errors: "", interrupted: interrupted || signal };
  } finally {
    follower.close();
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** States, their backups and plans hold secrets: whatever Terraform writes is for this user only. */
function start(
  { binary, dir, args, env }: TerraformCommand,
  stdio: readonly ("ignore" | "pipe" | number)[],
  detached: boolean,
): ChildProcess {
  const mask = process.umask(0o077);
  try {
    return spawn(binary, args, { cwd: dir, env, stdio: [...stdio], detached });
  } finally {
    process.umask(mask);
  }
}

function ended(child: ChildProcess): Promise<{ exitCode: number | undefined; signal: boolean }> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ exitCode: code ?? undefined, signal: signal !== null }));
  });
}

/** Reads what a growing file has got since the last time, line by line. */
function follow(path: string, onLine: (line: string) => void) {
  const file = openSync(path, "r");
  const decoder = new StringDecoder("utf8");
  const buffer = Buffer.alloc(64 * 1024);
  let text = "";
  let rest = "";
  return {
    read() {
      for (;;) {
        const size = readSync(file, buffer, 0, buffer.length, null);
        if (size === 0) return;
        const part = decoder.write(buffer.subarray(0, size));
        text += part;
        const lines = (rest + part).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) onLine(line);
      }
    },
    text: () => text,
    close: () => closeSync(file),
  };
}
