import type { ExecCommand } from "./exec-line.ts";

/** A condition under `[Unit]`; when it does not hold, starting the unit does nothing and succeeds. */
export interface PathCondition {
  readonly check: "exists" | "directory" | "not-empty" | "executable";
  readonly path: string;
  readonly negated: boolean;
}

interface UnitCommon {
  /** With suffix: `k3s.service`. */
  readonly name: string;
  readonly description: string;
  readonly conditions: readonly PathCondition[];
  /** Units that must be up first, when they are started together. */
  readonly after: readonly string[];
  /** Units that must come later, when they are started together. */
  readonly before: readonly string[];
  /** Targets of `WantedBy=`; empty means the unit cannot be enabled. */
  readonly wantedBy: readonly string[];
}

/** Where a stream of a service goes. */
export type OutputTarget =
  | { readonly kind: "journal"; readonly console: boolean }
  | { readonly kind: "null" }
  | { readonly kind: "file"; readonly path: string; readonly append: boolean };

/** A `.service` unit. Times are in milliseconds. */
export interface ServiceUnit extends UnitCommon {
  readonly kind: "service";
  /** `notify`, `exec` and `dbus`-less kinds count as started when the process runs. */
  readonly type: "simple" | "oneshot";
  readonly execStartPre: readonly ExecCommand[];
  readonly execStart: readonly ExecCommand[];
  readonly execStartPost: readonly ExecCommand[];
  readonly execReload: readonly ExecCommand[];
  readonly execStop: readonly ExecCommand[];
  readonly execStopPost: readonly ExecCommand[];
  readonly environment: Readonly<Record<string, string>>;
  readonly environmentFiles: readonly { readonly path: string; readonly optional: boolean }[];
  readonly remainAfterExit: boolean;
  readonly restart: "no" | "always" | "on-failure";
  readonly restartMs: number;
  readonly stopTimeoutMs: number;
  readonly killMode: "control-group" | "mixed" | "process" | "none";
  readonly killSignal: NodeJS.Signals;
  /** Exit codes that count as success beside 0. */
  readonly successCodes: readonly number[];
  readonly workingDirectory: string;
  readonly stdout: OutputTarget;
  readonly stderr: OutputTarget;
  /** More than `burst` starts within `intervalMs` fail; an interval of 0 switches this off. */
  readonly startLimit: { readonly burst: number; readonly intervalMs: number };
}

/** What a timer counts from. */
export type TimerBase = "boot" | "activation" | "unit-active" | "unit-inactive";

/** A `.timer` unit. */
export interface TimerUnit extends UnitCommon {
  readonly kind: "timer";
  /** The unit to start; by default the service of the same name. */
  readonly unit: string;
  readonly triggers: readonly { readonly base: TimerBase; readonly ms: number }[];
}

export type Unit = ServiceUnit | TimerUnit;
