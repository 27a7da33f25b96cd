import type { Problem } from "../../config/diagnostic.ts";
import { type ProcessEntry, processEntries } from "../app-file.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** Replicas are fixed, or between two numbers that differ and with something that chooses. */
export const replicasRule: AppRule = {
  reads: ["replicas", "scalers", "processes", "jobs", "port", "command", "args"],
  check: (file) => processEntries(file).flatMap(problemsOf),
};

function problemsOf({ keys: { replicas, scalers }, path }: ProcessEntry): Problem[] {
  const at = (key: string) => [...path, key];
  if (typeof replicas === "number") {
    if (scalers === undefined) return [];
    const most = Math.max(replicas * 2, 2);
    return [
      wrong(
        at("scalers"),
        `have nothing to choose from: replicas is the fixed number ${replicas}`,
        `write replicas = { min = ${Math.max(replicas, 1)}, max = ${most} }`,
      ),
    ];
  }
  const { min, max } = replicas;
  if (min > max) return [wrong([...at("replicas"), "min"], `must not be more than max, which is ${max}`)];
  if (scalers !== undefined && min === max)
    return [wrong([...at("replicas"), "max"], `must be more than min, or there is nothing to scale`)];
  if (scalers === undefined && min < max) {
    const hint = "write scalers = { cpu_target = 80 }, or one number for replicas";
    return [
      wrong(at("replicas"), "has a min and a max, but nothing that chooses: [scalers] is missing", hint),
    ];
  }
  return [];
}
