import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
    }[];
  }[];
}

/**
 * Reads what V8 counted in a process with NODE_V8_COVERAGE: how often the busiest line of each function ran, Node's own left out. The
 * same work gives the same numbers, on whatever machine.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/cli.html#node_v8_coveragedir
 */
export function readCounts(dir: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of readdirSync(dir)) {
    const { result } = JSON.parse(readFileSync(join(dir, file), "utf8")) as Coverage;
    for (const { url, functions } of result)
      for (const { functionName, ranges } of functions) {
        // By place as well: most functions have no name.
        const key = `${url.replace(/^.*\/(?=node_modules|platform)/, "")} ${functionName} ${ranges[0]?.startOffset}`;
        counts.set(key, Math.max(counts.get(key) ?? 0, ...ranges.map(({ count }) => count)));
      }
  }
  return counts;
}
