import type { App, Job } from "../app.ts";
import type { PlatformFacts } from "../source.ts";
import type { AppValues, Job as JobValues } from "./app-values.gen.ts";
import { beforeHelm } from "./before-helm.ts";
import { envValues } from "./env.ts";
import { resourceValues } from "./processes.ts";

/** Seconds that a run may wait for a node, or, after a failed one, for its turn: Kubernetes waits six minutes at most. */
const WAIT = 600;

/** A CronJob needs a schedule even when it is suspended. */
const NEVER = "0 0 1 1 *";

const CONCURRENCY = { allow: "Allow", forbid: "Forbid", replace: "Replace" } as const;

/** What a job becomes. Without a schedule it is a CronJob that never runs by itself, from which runs are made. */
export function jobValues(app: App, job: Job, { domain }: PlatformFacts): JobValues {
  const { command, args, schedule, timezone, concurrency, retries, timeout } = job;
  return {
    ...(command === undefined ? {} : { command: [...command] }),
    ...(args === undefined ? {} : { args: [...args] }),
    ...envValues(app, domain, job.env),
    resources: resourceValues(job.resources),
    schedule: schedule ?? NEVER,
    suspend: schedule === undefined,
    timezone,
    concurrency: CONCURRENCY[concurrency],
    retries,
    runTimeout: timeout,
    timeout: (retries + 1) * (timeout + WAIT),
  };
}

/** The command that is run before each release. */
export function releaseValues(app: App, { domain }: PlatformFacts): Pick<AppValues, "release"> {
  const { release, timeout } = app.deploy;
  if (release === undefined) return {};
  return {
    release: {
      command: [...release.command],
      ...envValues(app, domain, release.env),
      resources: resourceValues(release.resources),
      timeout: beforeHelm(timeout),
    },
  };
}
