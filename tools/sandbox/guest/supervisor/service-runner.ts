import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseEnvironmentFile } from "../units/environment-file.ts";
import { type ExecCommand, expandCommand } from "../units/exec-line.ts";
import type { ServiceUnit } from "../units/unit.ts";
import { failedCondition } from "./conditions.ts";
import type { Journal } from "./journal.ts";
import { describeExit, type Exit, launch, processesOf, signal, type UnitProcess } from "./process.ts";

/** systemd's `ActiveState`. A service that waits for its restart is `activating`. */
export type ActiveState = "inactive" | "activating" | "active" | "deactivating" | "failed";

/** Signals that count as a clean end of a daemon. @see systemd.service(5), `SuccessExitStatus=` */
const cleanSignals: readonly NodeJS.Signals[] = ["SIGHUP", "SIGINT", "SIGTERM", "SIGPIPE"];

/** What a runner needs around it. */
export interface RunnerContext {
  readonly journal: Journal;
  /** The environment every service begins with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds on a clock that only goes forward. */
  now(): number;
}

/** Runs one service as systemd would. `unit` may be replaced by a reload; it counts from the next start. */
export class ServiceRunner {
  unit: ServiceUnit;
  state: ActiveState = "inactive";
  /** Called with every change of `state`. */
  onState: (state: ActiveState) => void = () => {};
  readonly #context: RunnerContext;
  #starts: number[] = [];
  #main: UnitProcess | undefined;
  /** Counts attempts, so that a start that was overtaken by a stop leaves off. */
  #attempt = 0;
  #starting: Promise<boolean> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(unit: ServiceUnit, context: RunnerContext) {
    this.unit = unit;
    this.#context = context;
  }

  get mainPid(): number | undefined {
    return this.state === "active" ? this.#main?.pid : undefined;
  }

  /** Starts unless it runs. Resolves to whether it is up (for a oneshot: done). A failed condition is success. */
  async start(): Promise<boolean> {
    await this.#stopping;
    if (this.state === "active") return true;
    this.#starting ??= this.#start(++this.#attempt).finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Stops the service and waits for its processes to end. */
  async stop(timeoutMs = this.unit.stopTimeoutMs): Promise<void> {
    if (this.state === "inactive" || this.state === "failed") return;
    this.#stopping ??= this.#stop(timeoutMs).finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  /** Runs `ExecReload=`; false when the unit has none or it failed. */
  async reload(): Promise<boolean> {
    return this.unit.execReload.length > 0 && (await this.#runAll(this.unit.execReload, this.#attempt));
  }

  /** Forgets a failure and its count of starts. */
  reset(): void {
    this.#starts = [];
    if (this.state === "failed") this.#set("inactive");
  }

  #set(state: ActiveState) {
    if (this.state === state) return;
    this.state = state;
    this.onState(state);
  }

  #note(line: string) {
    this.#context.journal.note(this.unit.name, line);
  }

  #warn(line: string) {
    this.#context.journal.warn(this.unit.name, line);
  }

  async #start(attempt: number): Promise<boolean> {
    const { unit } = this;
    const unmet = failedCondition(unit.conditions);
    if (unmet !== undefined) {
      this.#note(`not started: condition not met: ${unmet}`);
      this.#set("inactive");
      return true;
    }
    if (this.#tooManyStarts()) {
      this.#warn("failed: started too often (StartLimitBurst)");
      this.#set("failed");
      return false;
    }
    this.#set("activating");
    if (!(await this.#runAll(unit.execStartPre, attempt))) return this.#ended(attempt, false);
    if (unit.type === "oneshot") {
      if (!(await this.#runAll(unit.execStart, attempt))) return this.#ended(attempt, false);
      if (!(await this.#runAll(unit.execStartPost, attempt))) return this.#ended(attempt, false);
      this.#note("finished");
      // systemd passes through "active" here, which is what timers count from.
      this.#set("active");
      if (!unit.remainAfterExit) this.#set("inactive");
      return true;
    }
    const [command] = unit.execStart;
    const main = command === undefined ? undefined : this.#spawn(command);
    if (main?.pid === undefined) {
      const exit = await main?.exited;
      this.#warn(`failed to start: ${exit === undefined ? "no command" : describeExit(exit)}`);
      return this.#ended(attempt, false);
    }
    this.#main = main;
    void main.exited.then((exit) => this.#mainExited(attempt, exit, command?.ignoreFailure === true));
    if (!(await this.#runAll(unit.execStartPost, attempt))) return this.#ended(attempt, false);
    // The main process may have ended during ExecStartPost; #mainExited has dealt with it then.
    if (attempt !== this.#attempt || this.state !== "activating") return attempt === this.#attempt;
    this.#note("started");
    this.#set("active");
    return true;
  }

  #tooManyStarts(): boolean {
    const { burst, intervalMs } = this.unit.startLimit;
    const now = this.#context.now();
    this.#starts = [...this.#starts.filter((at) => now - at < intervalMs), now];
    return intervalMs > 0 && this.#starts.length > burst;
  }

  async #mainExited(attempt: number, exit: Exit, ignoreFailure: boolean) {
    if (attempt !== this.#attempt) return;
    const clean =
      ignoreFailure ||
      ("code" in exit && (exit.code === 0 || this.unit.successCodes.includes(exit.code))) ||
      ("signal" in exit && cleanSignals.includes(exit.signal));
    const line = `main process ended: ${describeExit(exit)}`;
    if (clean) this.#note(line);
    else this.#warn(line);
    await this.#ended(attempt, clean);
  }

  /** The end of a run that nobody asked for: clean up, then restart or rest. Returns false, for `#start`. */
  async #ended(attempt: number, clean: boolean): Promise<boolean> {
    if (attempt !== this.#attempt) return false;
    const { restart, restartMs, execStopPost, killMode, stopTimeoutMs } = this.unit;
    if (killMode !== "process" && killMode !== "none") {
      await this.#endProcesses(processesOf(this.unit.name), stopTimeoutMs);
    }
    await this.#runAll(execStopPost, attempt);
    if (attempt !== this.#attempt) return false;
    if (restart === "always" || (restart === "on-failure" && !clean)) {
      this.#set("activating");
      void delay(restartMs, undefined, { ref: false }).then(() => this.#restart(attempt));
    } else this.#set(clean ? "inactive" : "failed");
    return false;
  }

  async #restart(attempt: number) {
    if (attempt !== this.#attempt) return;
    this.#attempt++;
    this.#starting = this.#start(this.#attempt).finally(() => {
      this.#starting = undefined;
    });
    await this.#starting;
  }

  async #stop(timeoutMs: number) {
    const attempt = ++this.#attempt;
    const { killMode, killSignal, name } = this.unit;
    this.#set("deactivating");
    await this.#runAll(this.unit.execStop, attempt);
    const main = this.#main?.pid;
    const all =
      killMode === "none" ? [] : killMode === "process" && main !== undefined ? [main] : processesOf(name);
    const first = killMode === "mixed" && main !== undefined ? [main] : all;
    signal(first, killSignal);
    await this.#endProcesses(first, timeoutMs, false);
    if (killMode === "mixed") signal(processesOf(name), "SIGKILL");
    await this.#runAll(this.unit.execStopPost, attempt);
    this.#main = undefined;
    await this.#starting;
    this.#note("stopped");
    this.#set("inactive");
  }

  /** Asks processes to end and makes them after the timeout. */
  async #endProcesses(pids: readonly number[], timeoutMs: number, ask = true) {
    if (ask) signal(pids, this.unit.killSignal);
    const deadline = this.#context.now() + timeoutMs;
    const left = () => pids.filter((pid) => processesOf(this.unit.name).includes(pid));
    while (left().length > 0) {
      if (this.#context.now() > deadline) {
        this.#warn(`still running after ${timeoutMs / 1000} s: killed`);
        signal(left(), "SIGKILL");
      }
      await delay(20);
    }
  }

  async #runAll(commands: readonly ExecCommand[], attempt: number): Promise<boolean> {
    for (const command of commands) {
      const process = this.#spawn(command);
      const exit = await process.exited;
      if (attempt !== this.#attempt) return false;
      if (("code" in exit && exit.code === 0) || command.ignoreFailure) continue;
      this.#warn(`${command.words[0]}: ${describeExit(exit)}`);
      return false;
    }
    return true;
  }

  #spawn(command: ExecCommand): UnitProcess {
    const { name, stdout, stderr, workingDirectory: cwd } = this.unit;
    let env: Readonly<Record<string, string>>;
    try {
      env = this.#environment();
    } catch (error) {
      return { pid: undefined, exited: Promise.resolve({ error: String(error) }) };
    }
    const argv = expandCommand(command, env);
    return launch(this.#context.journal, { unit: name, argv, env, cwd, stdout, stderr });
  }

  #environment(): Readonly<Record<string, string>> {
    const files = this.unit.environmentFiles.map(({ path, optional }) => {
      try {
        return parseEnvironmentFile(readFileSync(path, "utf8"));
      } catch (error) {
        if (optional) return {};
        throw error;
      }
    });
    const mainPid = this.#main?.pid === undefined ? {} : { MAINPID: String(this.#main.pid) };
    return Object.assign({}, this.#context.environment, mainPid, this.unit.environment, ...files);
  }
}
