import type { Reporter } from "../../console/reporter.ts";

/** A step that was done, as `--json` lists it. */
export interface DoneStep {
  /** The node that it was about. */
  readonly node: string;
  readonly step: StepName;
  /** What it did: a name, a key and its value. */
  readonly detail: string;
}

/** What is done to a node, in words that stay. */
export type StepName =
  | "generation-raised"
  | "count-lowered"
  | "left-load-balancer"
  | "machine-stopped"
  | "drained"
  | "pods-abandoned"
  | "applied"
  | "joined"
  | "node-deleted"
  | "nothing-to-do";

/** Does steps one after the other, and knows afterwards which were done. */
export interface Steps {
  readonly done: readonly DoneStep[];
  /** Does a step that may take a while. */
  take<T>(
    step: DoneStep,
    title: string,
    work: (progress: (detail: string) => void) => Promise<T>,
  ): Promise<T>;
  /** Notes a step that took no time. */
  note(step: DoneStep, line: string): void;
}

export function stepsOn(reporter: Reporter): Steps {
  const done: DoneStep[] = [];
  return {
    done,
    async take(step, title, work) {
      const result = await reporter.step(title, work);
      done.push(step);
      return result;
    },
    note(step, line) {
      reporter.info(line);
      done.push(step);
    },
  };
}
