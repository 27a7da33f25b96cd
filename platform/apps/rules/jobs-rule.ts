import type { Problem } from "../../config/diagnostic.ts";
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

/** Pods of a process are not taken for those of a job, of the release command or of what installs the app, which have these names. */
export const componentRule: AppRule = {
  reads: ["jobs", "processes"],
  check: ({ jobs, processes }) =>
    Object.keys(processes).flatMap((name): Problem[] => {
      const what =
        name === "release"
          ? "the release command"
          : name === "base-hook"
            ? "the step that installs the app"
            : name.startsWith("job-") && Object.hasOwn(jobs, name.slice("job-".length))
              ? `the job ${name.slice("job-".length)}`
              : undefined;
      if (what === undefined) return [];
      const message = `is what pods of ${what} are called; choose another name`;
      return [{ ...wrong(["processes", name], message), atKey: true }];
    }),
};
