import type { AppsMeasurement } from "./apps/measure-apps.ts";
import type { ApproachCount } from "./provisioning/approach.ts";
import type { WarmSandbox } from "./sandbox/measure-sandbox.ts";
import type { SynthMeasurement } from "./synth/measure-synth.ts";
import type { UserDataSizes } from "./user-data-size.ts";

/** A measurement, or why there is none. `load` is the machine's one-minute average when it began. */
export type Outcome<T> =
  | { readonly kind: "measured"; readonly load: number; readonly value: T }
  | { readonly kind: "failed"; readonly load: number; readonly reason: string };

/** What is compared with: read, not run. */
export interface SeedCount extends ApproachCount {
  readonly repository: string;
  readonly commit: string;
}

/** Everything that `npm run bench` measures; `--json` prints it. Times are milliseconds. */
export interface BenchResult {
  readonly machine: { readonly node: string; readonly system: string; readonly processors: number };
  readonly goals: typeof goals;
  readonly synth: Outcome<SynthMeasurement>;
  readonly apps: Outcome<AppsMeasurement>;
  readonly userData: Outcome<UserDataSizes>;
  readonly sandbox: Outcome<WarmSandbox>;
  /** With `--cold` only. */
  readonly coldSandbox?: Outcome<number>;
  readonly seed: SeedCount;
}

/** What we aim for. The bench fails when one is missed. */
export const goals = {
  /** Time of a cold synth over an empty cdktf program's. */
  synthRatio: 1.5,
  /** Time of `helm template` for an app over that of rendering one among 1,000. */
  renderRatio: 10,
  /** Milliseconds. */
  warmSandbox: 30_000,
} as const;
