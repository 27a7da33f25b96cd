import type { Body, Call, Commands } from "./command.ts";
import { listed } from "./listing.ts";
import { type Job, need, type State } from "./state.ts";

/** How many finished jobs are kept: every change writes them all, and callers ask for theirs within seconds. */
const keptJobs = 100;

export const jobCommands: Commands = {
  queryAsyncJobResult: {
    kind: "sync",
    run: (state, call) => showJob(call, need(state.jobs, call.params.jobid)),
  },
  listAsyncJobs: {
    kind: "sync",
    run: (state, call) => {
      const running = Object.values(state.jobs).filter((job) => job.completed === null);
      return listed(call, "asyncjobs", running, (job) => showJob(call, job));
    },
  },
};

/** Drops the oldest finished jobs. */
export function forgetOldJobs(draft: State): void {
  const finished = Object.values(draft.jobs).filter((job) => job.completed !== null);
  for (const job of finished.slice(0, -keptJobs)) delete draft.jobs[job.id];
}

function showJob({ place }: Call, job: Job): Body {
  const isRunning = job.status === "pending" || job.status === "applied";
  return {
    jobid: job.id,
    cmd: job.command,
    jobstatus: isRunning ? 0 : job.status === "succeeded" ? 1 : 2,
    jobprocstatus: 0,
    jobresultcode: job.resultCode,
    ...(isRunning ? {} : { jobresulttype: "object", jobresult: job.result }),
    ...(job.objectId === "" ? {} : { jobinstanceid: job.objectId }),
    created: job.created,
    ...(job.completed === null ? {} : { completed: job.completed }),
    accountid: place.account.id,
    account: place.account.name,
    domainid: place.domain.id,
    domainpath: place.domain.name,
    userid: place.user.id,
  };
}
