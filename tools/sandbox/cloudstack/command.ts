import type { Params } from "./parameters.ts";
import type { Place } from "./place.ts";
import type { Collection, State } from "./state.ts";

/** One call of the API, checked against the catalogue. */
export interface Call {
  /** In the catalogue's spelling. */
  readonly command: string;
  readonly method: "GET" | "POST";
  readonly params: Params;
  readonly place: Place;
  /** CloudStack's timestamp of the call. */
  readonly now: string;
}

/** What stands inside `{"<command>response": ...}`. */
export type Body = Readonly<Record<string, unknown>>;

/** Something a job has to do on the machine host. */
export interface MachineStep {
  readonly action: "start" | "stop" | "destroy";
  readonly machineId: string;
}

interface Subject {
  /** The collection that the parameter `id` names an object of. */
  readonly subject?: Collection;
  /**
   * The command itself says that the object is gone: CloudStack finds deleted objects by their ids, too.
   *
   * @see https://github.com/apache/cloudstack/blob/main/server/src/main/java/com/cloud/api/dispatch/ParamProcessWorker.java
   */
  readonly seesDeleted?: true;
}

/** A command that answers at once. */
export interface SyncCommand extends Subject {
  readonly kind: "sync";
  readonly run: (draft: State, call: Call) => Body;
}

/**
 * A command that answers with a job.
 *
 * `create` runs before the answer and gives the new object's id: what it refuses is the answer. The rest is the job:
 * `prepare` changes the state and names machine work, `finish` changes the state when that is done, `abort` when it
 * failed. A job that a restart interrupted runs `prepare` again, so it must accept its own result.
 */
export interface AsyncCommand extends Subject {
  readonly kind: "async";
  readonly create?: (draft: State, call: Call) => string;
  readonly prepare?: (draft: State, call: Call, id: string) => readonly MachineStep[];
  readonly finish: (draft: State, call: Call, id: string) => Body;
  readonly abort?: (draft: State, call: Call, id: string) => void;
}

export type Command = SyncCommand | AsyncCommand;

/** A noun's commands by their names in the API catalogue. */
export type Commands = Readonly<Record<string, Command>>;

export const succeeded: Body = { success: true };
