import { parseDuration } from "../../config/duration.ts";
import { type HealthTable, processEntries } from "../app-file.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** The load balancer goes on sending for a moment after a container is told to stop. */
const LEAST_SHUTDOWN = 10;

const seconds = (text: string): number => parseDuration(text) ?? 0;

/** How new containers take over is said of processes; a job's next run is a new one by itself. */
export const strategyRule: AppRule = {
  reads: ["deploy", "processes", "jobs", "port", "command", "args"],
  check: (file, { said }) =>
    said(["deploy", "strategy"]) && processEntries(file).length === 0
      ? [
          {
            ...wrong(["deploy", "strategy"], "has no effect: the app has jobs alone, and no process"),
            atKey: true,
          },
        ]
      : [],
};

/** A release has time enough for a container to stop, and for the next one to start. */
export const deployTimeRule: AppRule = {
  reads: ["deploy", "health", "processes", "jobs", "port", "command", "args"],
  check(file, { said }) {
    const { timeout, shutdown } = file.deploy;
    const slow = processEntries(file).filter(
      ({ keys: { health } }) =>
        health !== undefined && seconds((health as HealthTable).grace) >= seconds(timeout),
    );
    return [
      ...(seconds(shutdown) < LEAST_SHUTDOWN
        ? [
            wrong(
              ["deploy", "shutdown"],
              `must be at least ${LEAST_SHUTDOWN}s: for the first 5s requests may still come`,
            ),
          ]
        : []),
      ...(seconds(shutdown) >= seconds(timeout)
        ? [wrong(["deploy", "timeout"], `must be more than shutdown, which is ${shutdown}`)]
        : []),
      ...slow.map(({ keys, path }) => {
        const { grace } = keys.health as HealthTable;
        const at = [...path, "health", "grace"];
        return said(at)
          ? wrong(
              at,
              `must be less than deploy.timeout, which is ${timeout}, or a slow start is a failed release`,
            )
          : wrong(["deploy", "timeout"], `must be more than ${[...at].join(".")}, which is ${grace}`);
      }),
    ];
  },
};
