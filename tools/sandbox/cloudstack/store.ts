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

/** Opens `<stateDir>/cloudstack.json`, which need not exist. `seed` is used for a new state only. */
export function openStore(stateDir: string, seed: string): Store {
  mkdirSync(stateDir, { recursive: true });
  const file = join(stateDir, "cloudstack.json");
  let closed = false;
  let current = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as State) : emptyState(seed);
  return {
    state: () => current,
    change: (work) => {
      if (closed) throw new Error("the simulated CloudStack is closed");
      const draft = draftOf(current);
      const result = work(draft);
      // User data holds the cluster's CA keys, so nobody else may read it.
      writeFileSync(`${file}.new`, `${JSON.stringify(draft, null, 1)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
      current = draft;
      return result;
    },
    close: () => {
      closed = true;
    },
  };
}
