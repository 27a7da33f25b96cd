import type { Problem } from "../../config/diagnostic.ts";
import { hasWeb, processEntries } from "../app-file.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** Keys that mean nothing for a process without a port. */
const FOR_PORTS = ["health", "domains", "http"] as const;

/** Keys at the top that mean nothing without a web process. */
const FOR_WEB = [...FOR_PORTS, "replicas", "scalers", "cpu_limit"] as const;

const WITHOUT_WEB =
  "is for the process web, which this app does not have: beside processes or jobs it takes a port, command or args at the top";

/** What is said of a process's traffic has a port to go to. */
export const trafficRule: AppRule = {
  reads: ["port", "command", "args", "processes", "jobs"],
  check(file, { said }) {
    const top = hasWeb(file)
      ? []
      : FOR_WEB.filter((key) => said([key])).map(
          (key): Problem => ({ ...wrong([key], WITHOUT_WEB), atKey: true }),
        );
    const portless = processEntries(file).filter(({ keys }) => keys.port === undefined);
    return [
      ...top,
      ...portless.flatMap(({ path }) =>
        FOR_PORTS.filter((key) => said([...path, key])).map(
          (key): Problem => ({
            ...wrong(
              [...path, key],
              "needs a port, on which the process answers",
              "write port = 8000, or the port it has",
            ),
            atKey: true,
          }),
        ),
      ),
    ];
  },
};

/** Metrics are taken from some port. */
export const metricsRule: AppRule = {
  reads: ["metrics", "port"],
  check: ({ metrics, port }) =>
    metrics === undefined || metrics.port !== undefined || port !== undefined
      ? []
      : [wrong(["metrics", "port"], "is required, because the app has no port of its own")],
};
