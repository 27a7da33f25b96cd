import type { LogEntry } from "../../sandbox/cloudstack/request-log.ts";

/** How many calls were made, by command. */
export type CallCount = Readonly<Record<string, number>>;

/** Asks whether a job is done. How often depends on how long jobs take, so it is counted apart. */
const POLL = "queryAsyncJobResult";

/** Counts names, in the order of the alphabet. */
export function countByName(names: readonly string[]): CallCount {
  const counts = new Map<string, number>();
  for (const name of [...names].sort()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Counts the calls in a request log, polls apart. */
export function countCalls(log: readonly LogEntry[]): { readonly calls: CallCount; readonly polls: number } {
  const commands = log.flatMap((entry) => (entry.kind === "request" ? [entry.command] : []));
  return {
    calls: countByName(commands.filter((command) => command !== POLL)),
    polls: commands.filter((command) => command === POLL).length,
  };
}

export function total(count: CallCount): number {
  return Object.values(count).reduce((sum, calls) => sum + calls, 0);
}

/** Where two counts differ, as `listZones 7, expected 8`; empty when they are equal. */
export function differences(measured: CallCount, expected: CallCount): string[] {
  return [...new Set([...Object.keys(measured), ...Object.keys(expected)])]
    .sort()
    .filter((command) => measured[command] !== expected[command])
    .map((command) => `${command} ${measured[command] ?? 0}, expected ${expected[command] ?? 0}`);
}
