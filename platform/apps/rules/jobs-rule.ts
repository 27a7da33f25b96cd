import { type AppRule, wrong } from "./app-rule.ts";

/** A job says what it runs, and has a name of its own. */
export const jobsRule: AppRule = {
  reads: ["jobs", "processes"],
  check: ({ jobs, processes }) =>
    Object.entries(jobs).flatMap(([name, { command, args }]) => [
      ...(command === undefined && args === undefined
        ? [
            wrong(
              ["jobs", name, "command"],
              "is required: without it the job would run what the image does",
              'for instance command = ["bin/report"]',
            ),
          ]
        : []),
      ...(name === "web" || name in processes
        ? [{ ...wrong(["jobs", name], `is also the name of a process; choose another`), atKey: true }]
        : []),
    ]),
};
