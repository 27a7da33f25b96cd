import type { TimerBase, TimerUnit } from "../units/unit.ts";

/** Starts a unit at its times. Times run from `now()`, in milliseconds since boot. */
export class TimerRunner {
  unit: TimerUnit;
  state: "inactive" | "active" = "inactive";
  readonly #now: () => number;
  readonly #fire: (unit: string) => void;
  readonly #timeouts = new Set<NodeJS.Timeout>();

  constructor(unit: TimerUnit, now: () => number, fire: (unit: string) => void) {
    this.unit = unit;
    this.#now = now;
    this.#fire = fire;
  }

  start(): Promise<boolean> {
    if (this.state === "inactive") {
      this.state = "active";
      this.#schedule("activation", 0);
      // A boot time that has passed elapses at once, unlike the other bases; see systemd.timer(5).
      this.#schedule("boot", this.#now());
    }
    return Promise.resolve(true);
  }

  stop(): Promise<void> {
    this.state = "inactive";
    for (const timeout of this.#timeouts) clearTimeout(timeout);
    this.#timeouts.clear();
    return Promise.resolve();
  }

  /** Tells the timer that the unit it starts became active or inactive. */
  unitChanged(base: "unit-active" | "unit-inactive"): void {
    if (this.state === "active") this.#schedule(base, 0);
  }

  #schedule(base: TimerBase, passedMs: number) {
    for (const trigger of this.unit.triggers) {
      if (trigger.base !== base || !Number.isFinite(trigger.ms)) continue;
      const timeout = setTimeout(
        () => {
          this.#timeouts.delete(timeout);
          this.#fire(this.unit.unit);
        },
        Math.max(0, trigger.ms - passedMs),
      );
      this.#timeouts.add(timeout);
    }
  }
}
