import { readdirSync, readFileSync } from "node:fs";

const INTERVAL_MS = 20;

/**
 * Looks at a process and all that it started until `ended`, and returns the most memory that they held together, in bytes.
 * Undefined where there is no /proc. What is held for less than some milliseconds may be missed.
 */
export async function peakMemory(pid: number, ended: Promise<unknown>): Promise<number | undefined> {
  if (process.platform !== "linux") return undefined;
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf(pid));
  }, INTERVAL_MS);
  try {
    await ended;
  } finally {
    clearInterval(timer);
  }
  return peak;
}

function memoryOf(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
    );
    return Number(kilobytes ?? 0) * 1024 + children.reduce((sum, child) => sum + memoryOf(Number(child)), 0);
  } catch {
    // It ended while it was looked at.
    return 0;
  }
}
