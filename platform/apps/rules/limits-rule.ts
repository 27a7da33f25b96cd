import type { Problem } from "../../config/diagnostic.ts";
import { parseBytes, parseCpu } from "../../config/quantity.ts";
import { processEntries } from "../app-file.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** A limit is not below what is asked for. */
export const cpuLimitRule: AppRule = {
  reads: ["cpu", "cpu_limit", "processes", "jobs", "port", "command", "args"],
  check: (file) =>
    processEntries(file).flatMap(({ keys: { cpu, cpu_limit = cpu }, path }) =>
      (parseCpu(cpu_limit) ?? 0) >= (parseCpu(cpu) ?? 0)
        ? []
        : [wrong([...path, "cpu_limit"], `must not be less than cpu, which is ${cpu}`)],
    ),
};

/** Scratch folders fit on the disk of every container that has them. */
export const scratchRule: AppRule = {
  reads: ["scratch", "disk", "processes", "jobs"],
  check(file, { said }) {
    const sizes = Object.values(file.scratch);
    const needed = sizes.reduce((sum, size) => sum + (parseBytes(size) ?? 0), 0);
    const containers: readonly (readonly [path: Problem["path"], disk: string])[] = [
      [["disk"], file.disk],
      ...Object.entries(file.processes).map(
        ([name, { disk }]) => [["processes", name, "disk"], disk] as const,
      ),
      ...Object.entries(file.jobs).map(([name, { disk }]) => [["jobs", name, "disk"], disk] as const),
    ];
    const tooSmall = containers.find(([, disk]) => (parseBytes(disk) ?? 0) < needed);
    if (tooSmall === undefined) return [];
    const [path, disk] = tooSmall;
    const taken = `${sizes.join(" + ")}, and disk is ${disk}`;
    return said(path)
      ? [wrong(path, `must be more: scratch takes ${taken}`)]
      : [wrong(["scratch"], `takes more than there is: ${taken}`, "set disk to more")];
  },
};
