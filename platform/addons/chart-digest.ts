import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { LockedChart } from "./charts.ts";

/** A chart's package as its repository's index gives its digest: `sha256:` and hex. Undefined for an unpacked chart. */
export const packageDigest = (path: string): string | undefined =>
  statSync(path).isFile()
    ? `sha256:${createHash("sha256").update(readFileSync(path)).digest("hex")}`
    : undefined;

/** What a package is instead of what the lock pins; undefined when it is that, or the lock or the chart has no digest. */
export function otherDigest({ digest }: LockedChart, path: string): string | undefined {
  if (digest === undefined) return undefined;
  const found = packageDigest(path);
  return found === digest ? undefined : found;
}
