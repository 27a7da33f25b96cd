import type { MachineHost } from "../ports.ts";
import { failed, jobErrorCode } from "./api-error.ts";
import { forgetOldJobs } from "./async-jobs.ts";
import { checkResponse } from "./catalogue.ts";
import type { AsyncCommand, Call } from "./command.ts";
import { commandNamed } from "./commands.ts";
import type { FaultSource } from "./fault-rules.ts";
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
  readonly faults: FaultSource;
  /** Ids of machines that a fault keeps out of load balancing. */
  readonly leftOut: Set<string>;
  /** Whether a command is answered only when its job has ended, so that the caller's first look finds the result. */
  readonly answersAfterJobs: boolean;
}

/** What a fault does to a job. */
export interface JobTrouble {
  /** The job fails with this text. */
  readonly failure?: string;
  /** The job's machine has nothing on its disk that boots. */
  readonly unbootable?: true;
}

/** Runs jobs: those of one object after each other, all others side by side. */
export interface JobRunner {
  /** Makes the job's object, if it has one to make, and starts the work. With `trouble`, something goes wrong with the job. */
  readonly submit: (
    call: Call,
    command: AsyncCommand,
    trouble?: JobTrouble,
  ) => Promise<{ readonly jobid: string; readonly id?: string }>;
  /** Takes up the jobs that a restart interrupted. */
  readonly resume: () => void;
}

export function jobRunner(engine: Engine): JobRunner {
  const { store } = engine;
  const lastOf = new Map<string, Promise<void>>();
  const enqueue = (job: Job): Promise<void> => {
    const key = job.objectId === "" ? job.id : job.objectId;
    const turn = (lastOf.get(key) ?? Promise.resolve()).then(() => execute(engine, job.id));
    lastOf.set(key, turn);
    void turn.finally(() => {
      if (lastOf.get(key) === turn) lastOf.delete(key);
    });
    return turn;
  };
  return {
    submit: async (call, command, trouble = {}) => {
      const job = store.change((draft) => newJob(draft, call, command, trouble));
      const ended = enqueue(job);
      if (engine.answersAfterJobs) await ended;
      return { jobid: job.id, ...(command.create === undefined ? {} : { id: job.objectId }) };
    },
    resume: () => {
      for (const job of Object.values(store.state().jobs)) if (job.completed === null) void enqueue(job);
    },
  };
}

function newJob(draft: State, call: Call, command: AsyncCommand, { failure, unbootable }: JobTrouble): Job {
  forgetOldJobs(draft);
  const objectId = command.create?.(draft, call) ?? subjectId(call, command);
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
    ...(failure === undefined ? {} : { failure }),
  };
  draft.jobs[job.id] = job;
  const machine = draft.machines[objectId];
  if (unbootable && machine !== undefined) draft.machines[objectId] = { ...machine, unbootable };
  return job;
}

/** The object that a job works on; restoreVirtualMachine alone calls the machine's id something else. */
function subjectId({ params }: Call, { subject }: AsyncCommand): string {
  return params.id ?? (subject === "machines" ? params.virtualmachineid : undefined) ?? "";
}

/** Works a job off. It never rejects: what goes wrong is the job's result. */
async function execute(engine: Engine, jobId: string): Promise<void> {
  const { store, place, traffic } = engine;
  const job = need(store.state().jobs, jobId);
  const command = commandNamed(job.command) as AsyncCommand;
  const { method, params, objectId } = job;
  const call: Call = { command: job.command, method, params, place, now: timestamp(engine.now()) };
  // What was made before the answer has to be taken back, wherever the job fails.
  let isBegun = command.create !== undefined;
  try {
    if (job.failure !== undefined) throw failed(job.failure);
    if (job.status === "pending") {
      if (command.create === undefined) checkReferences(store.state(), call, command);
      const steps = command.prepare && store.change((draft) => command.prepare?.(draft, call, objectId));
      isBegun = true;
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
      if (isBegun && need(store.state().jobs, jobId).status === "pending") {
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
