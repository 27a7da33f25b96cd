import { truncateSync } from "node:fs";
import { afterAll, describe, expect, it, vi } from "vitest";
import { findOrphans, type SearchResult } from "../../tools/actions/orphans/find.ts";
import { readRequestLog } from "../../tools/sandbox/cloudstack/request-log.ts";
import { contentsOf } from "./fault-matrix/clouds.ts";
import { faultCases, faultPoints } from "./fault-matrix/points.ts";
import { clear, orphansAfter, runInto } from "./fault-matrix/run-case.ts";
import { prepareWorkshop, type Run } from "./fault-matrix/workplace.ts";

vi.setConfig({ maxConcurrency: 2 });

const started = performance.now();
const counts = { cases: 0, orphans: 0, doubts: 0, mended: 0 };
const tally = ({ orphans, doubt }: SearchResult) => {
  counts.cases += 1;
  if (orphans.length > 0) counts.orphans += 1;
  if (doubt !== undefined) counts.doubts += 1;
};

// The cases follow from the calls of a clean run, so it is there before there are tests.
const workshop = await prepareWorkshop();
const clean = await workshop.open();
expect(await clean.run("apply")).toMatchObject({ exitCode: 0 });
const wanted = await contentsOf(clean.cloud);
const creating = faultCases(faultPoints(readRequestLog(`${clean.dir}/cloud`)));
const torn = await workshop.open(clean);
expect(await torn.run("destroy")).toMatchObject({ exitCode: 0 });
const nothing = await contentsOf(torn.cloud);
const before = readRequestLog(`${clean.dir}/cloud`).length;
const destroying = faultCases(faultPoints(readRequestLog(`${torn.dir}/cloud`).slice(before)));
await torn.remove();

afterAll(async () => {
  await clean.remove();
  workshop.remove();
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(
    `fault matrix: ${counts.cases} of ${creating.length + destroying.length} cases in ${seconds} s, ` +
      `${counts.orphans} of them left something over, ${counts.doubts} without a state to tell, ${counts.mended} with a state cut off\n`,
  );
});

const title = (one: { command: string; what: string; trouble: string }) =>
  `${one.command}${one.what === "" ? "" : ` of ${one.what}`}: ${one.trouble}`;

/** Resources that a destroy began to delete and did not finish: the provider's own errors do not name them. */
const unfinished = ({ output }: Run) =>
  [...output.matchAll(/^(cloudstack_\S+): Destroying\.\.\./gm)]
    .map(([, address]) => address)
    .filter((address) => !output.includes(`${address}: Destruction complete`));

describe.concurrent("a first deploy", () => {
  for (const one of creating) {
    it(title(one), async ({ onTestFinished }) => {
      const place = await workshop.open();
      onTestFinished(() => place.remove());
      const run = await runInto(place, "apply", one);
      if (one.trouble === "killed") expect(run.exitCode).toBeUndefined();
      else expect(run.output).toMatch(/^Error: \S[\s\S]*?^ {2}with cloudstack_\w+\./m);
      if (place.mendState()) counts.mended += 1;
      const found = await orphansAfter(place);
      tally(found);
      await clear(place, found);
      await place.stack.apply();
      expect(await contentsOf(place.cloud)).toEqual(wanted);
      expect(await place.stack.plan()).toEqual([]);
      expect((await findOrphans(place.search)).orphans).toEqual([]);
    });
  }
});

describe.concurrent("a destroy", () => {
  for (const one of destroying) {
    it(title(one), async ({ onTestFinished }) => {
      const place = await workshop.open(clean);
      onTestFinished(() => place.remove());
      const run = await runInto(place, "destroy", one);
      if (one.trouble === "killed") expect(run.exitCode).toBeUndefined();
      else {
        expect(run.output).toMatch(/^Error: /m);
        expect(unfinished(run)).not.toEqual([]);
      }
      if (place.mendState()) counts.mended += 1;
      const found = await orphansAfter(place);
      tally(found);
      await clear(place, found);
      expect(await place.run("destroy")).toMatchObject({ exitCode: 0 });
      expect(await contentsOf(place.cloud)).toEqual(nothing);
    });
  }
});

it("finds everything that a state knew which was cut off while Terraform wrote it", async () => {
  const place = await workshop.open(clean);
  try {
    const path = `${place.dir}/.sandbox/platform.tfstate`;
    truncateSync(path, Math.floor(place.state().length / 2));
    expect(place.mendState()).toBe(true);
    await clear(place, await orphansAfter(place));
    expect(await contentsOf(place.cloud)).toEqual(nothing);
    await place.stack.apply();
    expect(await contentsOf(place.cloud)).toEqual(wanted);
  } finally {
    await place.remove();
  }
});

it("never calls anything left over while an apply runs", async () => {
  const place = await workshop.open();
  try {
    place.cloud.faults.set([{ command: "createNetwork", fault: { kind: "latency", milliseconds: 5_000 } }]);
    const applying = place.run("apply");
    const answer = () =>
      findOrphans(place.search).then(
        () => "",
        (error: { code?: string }) => error.code,
      );
    await expect.poll(answer, { timeout: 60_000 }).toBe("STATE_LOCKED");
    expect(await applying).toMatchObject({ exitCode: 0 });
    expect(await findOrphans(place.search)).toMatchObject({ orphans: [], kept: [] });
    await place.stack.forget(["cloudstack_affinity_group.control-plane", "cloudstack_instance.never-there"]);
    expect((await findOrphans(place.search)).orphans.map(({ kind }) => kind)).toEqual(["affinity group"]);
  } finally {
    await place.remove();
  }
});
