import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { draftOf, emptyState, type State } from "./state.ts";

/** Holds the state and keeps it on disk. */
export interface Store {
  readonly state: () => State;
  /** Runs a change on a draft; the state changes and is written if it returns, and stays as it was if it throws. */
  readonly change: <T>(work: (draft: State) => T) => T;
  /** Refuses all later changes, so that a job that is still running cannot overwrite a successor's file. */
  readonly close: () => void;
}

export interface StoreOptions {
  readonly stateDir: string;
  /** Used for a new state only. */
  readonly seed: string;
  /** Whether changes are written; if not, they end with the process. */
  readonly isKept: boolean;
}

/** Opens `<stateDir>/cloudstack.json`, which need not exist. */
export function openStore({ stateDir, seed, isKept }: StoreOptions): Store {
  mkdirSync(stateDir, { recursive: true });
  const file = join(stateDir, "cloudstack.json");
  let closed = false;
  // A file of an earlier version of the sandbox has no collections of later ones.
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<State>) : {};
  let current: State = { ...emptyState(seed), ...kept };
  return {
    state: () => current,
    change: (work) => {
      if (closed) throw new Error("the simulated CloudStack is closed");
      const draft = draftOf(current);
      const result = work(draft);
      if (isKept) write(file, draft);
      current = draft;
      return result;
    },
    close: () => {
      closed = true;
    },
  };
}

function write(file: string, state: State): void {
  // User data holds the cluster's CA keys, so nobody else may read it.
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 1)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
