import { enabledNames, type LoadResult, loadUnit, unitNames } from "../units/load.ts";
import { startOrder } from "../units/order.ts";
import { isOsUnit } from "../units/os-units.ts";
import { UnitInvalid } from "../units/unit-file.ts";
import { type RunnerContext, ServiceRunner } from "./service-runner.ts";
import { TimerRunner } from "./timer-runner.ts";

/** A unit that can be started. */
export type Runner = ServiceRunner | TimerRunner;

/** What a name stands for. */
export type Found =
  | { readonly kind: "runner"; readonly runner: Runner; readonly path: string }
  | { readonly kind: "os" }
  | { readonly kind: "masked" }
  | { readonly kind: "missing" };

/** What a {@link Manager} works on. */
export interface ManagerOptions extends RunnerContext {
  /** Folders with unit files, the first one wins; links for enabled units are made in the first. */
  readonly unitDirs: readonly string[];
  readonly hostname: () => string;
}

/** Holds the units of a machine: loads them, starts the enabled ones in order, ends them. */
export class Manager {
  readonly unitDirs: readonly string[];
  readonly #options: ManagerOptions;
  readonly #loaded = new Map<string, Extract<Found, { kind: "runner" }>>();

  constructor(options: ManagerOptions) {
    this.unitDirs = options.unitDirs;
    this.#options = options;
  }

  /** Finds a unit by its full name. Like systemd, a file that changed counts after a reload. @throws UnitInvalid */
  find(name: string): Found {
    const loaded = this.#loaded.get(name);
    const result: LoadResult = loaded === undefined ? this.#load(name) : { kind: "missing" };
    if (loaded !== undefined) return loaded;
    if (result.kind === "masked") return result;
    if (result.kind === "missing") return isOsUnit(name) ? { kind: "os" } : result;
    const found = { kind: "runner", runner: this.#runner(result.unit), path: result.path } as const;
    this.#loaded.set(name, found);
    return found;
  }

  /** Reads all unit files again. @throws UnitInvalid with the problems of all units; those stay as they were. */
  reload(): void {
    const problems = [];
    for (const name of new Set([...unitNames(this.unitDirs), ...this.#loaded.keys()])) {
      try {
        const result = this.#load(name);
        const known = this.#loaded.get(name);
        if (result.kind === "loaded" && known !== undefined) known.runner.unit = result.unit;
        else if (known?.runner.state === "inactive" || known?.runner.state === "failed")
          this.#loaded.delete(name);
      } catch (error) {
        if (!(error instanceof UnitInvalid)) throw error;
        problems.push(...error.problems);
      }
    }
    if (problems.length > 0) throw new UnitInvalid(problems);
  }

  /** Starts every enabled unit, each after those it names. Resolves when all are up or have failed. */
  async startEnabled(): Promise<void> {
    const runners = enabledNames(this.unitDirs).flatMap((name) => {
      try {
        const found = this.find(name);
        return found.kind === "runner" ? [found.runner] : [];
      } catch (error) {
        this.#options.journal.warn(
          name,
          `not started: ${error instanceof Error ? error.message : String(error)}`,
        );
        return [];
      }
    });
    const order = startOrder(runners.map((runner) => runner.unit));
    const started = new Map<string, Promise<unknown>>();
    const byName = new Map(runners.map((runner) => [runner.unit.name, runner]));
    const start = (name: string): Promise<unknown> => {
      const known = started.get(name);
      if (known !== undefined) return known;
      const promise = Promise.all((order.get(name) ?? []).map(start)).then(() => byName.get(name)?.start());
      started.set(name, promise);
      return promise;
    };
    await Promise.all([...order.keys()].map(start));
  }

  /** Stops everything at once; a service gets at most `timeoutMs` to end. */
  async stopAll(timeoutMs: number): Promise<void> {
    const runners = [...this.#loaded.values()].map((found) => found.runner);
    for (const runner of runners) if (runner instanceof TimerRunner) await runner.stop();
    await Promise.all(
      runners.map((runner) =>
        runner instanceof ServiceRunner
          ? runner.stop(Math.min(timeoutMs, runner.unit.stopTimeoutMs))
          : runner.stop(),
      ),
    );
  }

  /** Units that failed. */
  failed(): readonly string[] {
    return [...this.#loaded].filter(([, { runner }]) => runner.state === "failed").map(([name]) => name);
  }

  #load(name: string): LoadResult {
    return loadUnit(name, this.unitDirs, this.#options.hostname());
  }

  #runner(unit: Runner["unit"]): Runner {
    if (unit.kind === "timer") {
      return new TimerRunner(unit, this.#options.now, (name) => void this.#startByTimer(unit.name, name));
    }
    const runner = new ServiceRunner(unit, this.#options);
    runner.onState = (state) => {
      const base = state === "active" ? "unit-active" : "unit-inactive";
      if (state !== "active" && state !== "inactive" && state !== "failed") return;
      for (const { runner: timer } of this.#loaded.values()) {
        if (timer instanceof TimerRunner && timer.unit.unit === unit.name) timer.unitChanged(base);
      }
    };
    return runner;
  }

  async #startByTimer(timer: string, name: string) {
    try {
      const found = this.find(name);
      if (found.kind === "runner") await found.runner.start();
      else this.#options.journal.warn(timer, `cannot start ${name}: ${found.kind}`);
    } catch (error) {
      this.#options.journal.warn(timer, `cannot start ${name}: ${String(error)}`);
    }
  }
}
