import type { MachineHost } from "../ports.ts";
import { jobErrorCode } from "./api-error.ts";
import { forgetOldJobs } from "./async-jobs.ts";
import { checkResponse } from "./catalogue.ts";
import type { AsyncCommand, Call } from "./command.ts";
import { commandNamed } from "./commands.ts";
import { nextId } from "./identity.ts";
import { perform } from "./machines.ts";
import type { Place } from "./place.ts";
import { checkReferences } from "./references.ts";
import type { RequestLog } from "./request-log.ts";
import { type Job, need, type State } from "./state.ts";
import type { Store } from "./store.ts";
import { timestamp } from "./timestamp.ts";
import type { TrafficControl } from "./traffic.ts";

/** What the engine's parts share. */
export interface Engine {
  readonly store: Store;
  readonly place: Place;
  readonly now: () => Date;
  readonly machines: MachineHost;
  readonly traffic: TrafficControl;
  readonly log: RequestLog;
}

/** Runs jobs: those of one object after each other, all others side by side. */
export interface JobRunner {
  /** Makes the job's object, if it has one to make, and starts the work. */
  readonly submit: (call: Call, command: AsyncCommand) => { readonly jobid: string; readonly id?: string };
  /** Takes up the jobs that a restart interrupted. */
  readonly resume: () => void;
}

export function jobRunner(engine: Engine): JobRunner {
  const { store } = engine;
  const lastOf = new Map<string, Promise<void>>();
  const enqueue = (job: Job) => {
    const key = job.objectId === "" ? job.id : job.objectId;
    const turn = (lastOf.get(key) ?? Promise.resolve()).then(() => execute(engine, job.id));
    lastOf.set(key, turn);
    void turn.finally(() => {
      if (lastOf.get(key) === turn) lastOf.delete(key);
    });
  };
  return {
    submit: (call, command) => {
      const job = store.change((draft) => newJob(draft, call, command));
      enqueue(job);
      return { jobid: job.id, ...(command.create === undefined ? {} : { id: job.objectId }) };
    },
    resume: () => {
      for (const job of Object.values(store.state().jobs)) if (job.completed === null) enqueue(job);
    },
  };
}

function newJob(draft: State, call: Call, command: AsyncCommand): Job {
  forgetOldJobs(draft);
  const objectId = command.create?.(draft, call) ?? call.params.id ?? "";
  const { apikey: _key, signature: _signature, ...params } = call.params;
  const job: Job = {
    id: nextId(draft, "job"),
    command: call.command,
    method: call.method,
    params,
    objectId,
    status: "pending",
    resultCode: 0,
    result: null,
    created: call.now,
    completed: null,
  };
  draft.jobs[job.id] = job;
  return job;
}

/** Works a job off. It never rejects: what goes wrong is the job's result. */
async function execute(engine: Engine, jobId: string): Promise<void> {
  const { store, place, traffic } = engine;
  const job = need(store.state().jobs, jobId);
  const command = commandNamed(job.command) as AsyncCommand;
  const { method, params, objectId } = job;
  const call: Call = { command: job.command, method, params, place, now: timestamp(engine.now()) };
  let isPrepared = false;
  try {
    if (job.status === "pending") {
      if (command.create === undefined) checkReferences(store.state(), call, command);
      const steps = command.prepare && store.change((draft) => command.prepare?.(draft, call, objectId));
      isPrepared = true;
      await traffic.enforce();
      for (const step of steps ?? []) await perform(step, store.state(), engine.machines);
      store.change((draft) => {
        const result = command.finish(draft, call, objectId);
        checkResponse(job.command, result);
        draft.jobs[jobId] = { ...job, status: "applied", result };
      });
    }
    await traffic.enforce();
    complete(engine, jobId, (current) => ({ ...current, status: "succeeded" }));
  } catch (error) {
    try {
      if (isPrepared && need(store.state().jobs, jobId).status === "pending") {
        store.change((draft) => command.abort?.(draft, call, objectId));
      }
      await traffic.enforce().catch(() => {});
      complete(engine, jobId, (current) => ({ ...current, status: "failed", ...failureOf(error) }));
    } catch {
      // The cloud was closed meanwhile: the job stays as it is on disk and is taken up at the next start.
    }
  }
}

function complete(engine: Engine, jobId: string, outcome: (job: Job) => Job): void {
  const job = engine.store.change((draft) => {
    // What was asked is needed no longer, and may hold user data.
    const done = { ...outcome(need(draft.jobs, jobId)), params: {}, completed: timestamp(engine.now()) };
    draft.jobs[jobId] = done;
    return done;
  });
  engine.log.jobDone(job);
}

function failureOf(error: unknown): Pick<Job, "resultCode" | "result"> {
  const errorcode = jobErrorCode(error);
  const errortext = error instanceof Error ? error.message : String(error);
  return { resultCode: errorcode, result: { uuidList: [], errorcode, errortext } };
}
