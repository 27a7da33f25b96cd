import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeBlueprints } from "../../tools/bench/apps/write-blueprints.ts";
import { readCounts } from "./app-growth/coverage-counts.ts";

const FEW = 250;
const MANY = 1000;

const dir = mkdtempSync(join(tmpdir(), "app-growth-"));
let few: Synth;
let many: Synth;

interface Synth {
  readonly cpu: number;
  readonly memory: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** Synthesises so many apps in a process of its own. */
async function synth(apps: number): Promise<Synth> {
  const folder = join(dir, String(apps));
  mkdirSync(folder);
  writeBlueprints(folder, apps);
  const coverage = join(folder, "coverage");
  const program = join(import.meta.dirname, "app-growth/synth-program.ts");
  const { LOCO_ENV: _, ...env } = process.env;
  const { stdout } = await execa(process.execPath, ["--import", import.meta.resolve("tsx"), program], {
    cwd: folder,
    env: { ...env, NODE_V8_COVERAGE: coverage },
    extendEnv: false,
  });
  const { stacks, ...took } = JSON.parse(stdout) as Omit<Synth, "counts"> & { readonly stacks: number };
  expect(stacks).toBe(apps);
  return { ...took, counts: readCounts(coverage) };
}

beforeAll(async () => {
  [few, many] = await Promise.all([synth(FEW), synth(MANY)]);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

// Four times as many apps: what is linear becomes four times as much, and what is quadratic sixteen times.
describe(`${MANY} blueprints, against ${FEW}`, () => {
  it("are synthesised by code that runs in proportion to their number", () => {
    const steep = [...many.counts].flatMap(([place, count]) => {
      const before = few.counts.get(place) ?? 0;
      // Sorting by comparison is just over five times.
      return count > 4 * MANY && count > 6 * before ? [`${place}: ${before}, then ${count}`] : [];
    });
    expect(many.counts.size).toBeGreaterThan(1000);
    expect(steep).toEqual([]);
  });

  it("hold memory in proportion to it", () => {
    expect(many.memory / few.memory).toBeLessThan(5);
  });

  // What is done in native code is not counted above. CPU time, not the clock's: others may work on the machine.
  it("take time in proportion to it", () => {
    expect(many.cpu / few.cpu).toBeLessThan(7);
  });
});
