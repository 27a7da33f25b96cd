import type { AppFile, Health, Process } from "./app-file.gen.ts";

/** What says how a process runs: the top of the file (the process `web`) or a table of `processes`. */
export type ProcessKeys = Pick<
  Process,
  | "command"
  | "args"
  | "port"
  | "domains"
  | "http"
  | "health"
  | "cpu"
  | "cpu_limit"
  | "memory"
  | "disk"
  | "replicas"
  | "scalers"
  | "env"
>;

/** `health` as a table, which it is once the short form is written out. */
export type HealthTable = Exclude<Health, string>;

/** Name of the process that the keys at the top describe. */
export const WEB = "web";

/** What a file says of its web process. Any of these keys alone means that there is one. */
const WEB_KEYS = ["port", "command", "args"] as const;

/**
 * Whether the top of a file describes a process. It does not when the file has nothing but jobs, or processes of other
 * names.
 */
export function hasWeb(file: Pick<AppFile, (typeof WEB_KEYS)[number] | "processes" | "jobs">): boolean {
  const others = Object.keys(file.processes).length + Object.keys(file.jobs).length;
  return others === 0 || WEB_KEYS.some((key) => file[key] !== undefined);
}

/** A process with its name and where it stands in the file. */
export interface ProcessEntry {
  readonly name: string;
  readonly keys: ProcessKeys;
  readonly path: readonly string[];
}

/** All processes of a file, web first, then by name. */
export function processEntries(file: AppFile): ProcessEntry[] {
  const others = Object.keys(file.processes)
    .sort()
    .map(
      (name): ProcessEntry => ({ name, keys: file.processes[name] as Process, path: ["processes", name] }),
    );
  return hasWeb(file) ? [{ name: WEB, keys: file, path: [] }, ...others] : others;
}
