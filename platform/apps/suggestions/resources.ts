import { parseBytes } from "../../config/quantity.ts";
import { processEntries } from "../app-file.ts";
import { canBeMany } from "./availability.ts";
import { type Advice, type SuggestionRule, set } from "./suggestion.ts";

const TINY = 64 * 2 ** 20;

export const moreMemory: SuggestionRule = {
  name: "more-memory",
  gain: "safer",
  check: (file) =>
    processEntries(file)
      .filter(({ keys: { memory } }) => (parseBytes(memory) ?? TINY) < TINY)
      .map(
        ({ name, keys: { memory }, path }): Advice => ({
          path: [...path, "memory"],
          why: `${name} is killed when it takes more than ${memory}, which most runtimes do before they do any work.`,
          changes: [set([...path, "memory"], "128Mi")],
        }),
      ),
};

export const noCpuLimit: SuggestionRule = {
  name: "no-cpu-limit",
  gain: "faster",
  check: (file) =>
    processEntries(file)
      .filter(({ keys: { cpu_limit } }) => cpu_limit !== undefined)
      .map(
        ({ name, keys: { cpu }, path }): Advice => ({
          path: [...path, "cpu_limit"],
          why: `${name} is stopped for the rest of each tenth of a second in which it has used its limit, even while the node idles. Without one it still never takes what others asked for (cpu = ${cpu} is its own share).`,
          changes: [set([...path, "cpu_limit"], undefined)],
        }),
      ),
};

export const scaleByCpu: SuggestionRule = {
  name: "scale-by-cpu",
  gain: "cheaper",
  check: (file) =>
    processEntries(file)
      .filter(({ keys }) => keys.scalers?.memory_target !== undefined)
      .map(({ name, keys: { scalers }, path }): Advice => {
        const at = [...path, "scalers"];
        return {
          path: [...at, "memory_target"],
          why: `Most programs never give memory back, so ${name} grows in number and does not shrink again.`,
          changes: [
            ...(scalers?.cpu_target === undefined ? [set([...at, "cpu_target"], 80)] : []),
            set([...at, "memory_target"], undefined),
          ],
        };
      }),
};

export const scaleWithLoad: SuggestionRule = {
  name: "scale-with-load",
  gain: "cheaper",
  check: (file, { platform }) =>
    processEntries(file)
      .filter((entry) => canBeMany(file, entry) && platform?.addons.includes("metrics-server") !== false)
      .flatMap(({ name, keys: { replicas, port }, path }): Advice[] => {
        if (port === undefined || typeof replicas !== "number" || replicas < 3) return [];
        return [
          {
            path: [...path, "replicas"],
            why: `${name} has ${replicas} replicas at night, too. Scaled by CPU it keeps 2, and may have more than ${replicas} when it must.`,
            changes: [
              set([...path, "replicas"], { min: 2, max: replicas * 2 }),
              set([...path, "scalers"], { cpu_target: 80 }),
            ],
          },
        ];
      }),
};

/** Every how many minutes a schedule comes, when it is more often than hourly. */
const everyMinutes = (schedule: string | undefined): number | undefined => {
  const [, step] = /^(?:\*\/([1-9][0-9]?)|\*) \* \* \* \*$/.exec(schedule ?? "") ?? [];
  if (schedule?.startsWith("* ")) return 1;
  return step === undefined ? undefined : Number(step);
};

export const jobTimeout: SuggestionRule = {
  name: "job-timeout",
  gain: "safer",
  check: ({ jobs }, { said }) =>
    Object.entries(jobs).flatMap(([name, { schedule, timeout, concurrency }]): Advice[] => {
      const at = ["jobs", name, "timeout"];
      const minutes = everyMinutes(schedule);
      if (minutes === undefined || minutes >= 60 || said(at)) return [];
      const then = concurrency === "forbid" ? "and no other begins" : "beside those that follow";
      return [
        {
          path: at,
          why: `A run of ${name} that hangs goes on for ${timeout}, ${then}; it should begin anew each ${minutes === 1 ? "minute" : `${minutes} minutes`}.`,
          changes: [set(at, `${minutes}m`)],
        },
      ];
    }),
};
