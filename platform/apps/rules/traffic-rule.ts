import type { Problem } from "../../config/diagnostic.ts";
import { hasWeb, type ProcessEntry, processEntries } from "../app-file.ts";
import { routeOf } from "../route.ts";
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

/** Who may come in has a port to come to. */
export const networkRule: AppRule = {
  reads: ["network", "port", "domains", "http", "command", "args", "processes", "jobs"],
  check(file) {
    const { from, internal } = file.network;
    const entries = processEntries(file);
    const open = { ...file, network: { ...file.network, internal: false } };
    const loses = (entry: ProcessEntry) =>
      routeOf(entry, open) !== undefined && routeOf(entry, file) === undefined;
    return [
      ...(from.length > 0 && entries.every(({ keys }) => keys.port === undefined)
        ? [
            {
              ...wrong(
                ["network", "from"],
                "has no effect: no process has a port that they could connect to",
                "write port = 8000, or the port it has",
              ),
              atKey: true,
            },
          ]
        : []),
      ...(internal && !entries.some(loses)
        ? [
            {
              ...wrong(
                ["network", "internal"],
                "has no effect: no process has an address on the platform's domain anyway",
                entries.some((entry) => routeOf(entry, file) !== undefined)
                  ? "domains of a process's own stay; without them it is reached in the cluster only"
                  : undefined,
              ),
              severity: "warning" as const,
              atKey: true,
            },
          ]
        : []),
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
