import { expect } from "vitest";
import { findOrphans, type SearchResult } from "../../../tools/actions/orphans/find.ts";
import { removeOrphans } from "../../../tools/actions/orphans/remove.ts";
import type { Fault } from "../../../tools/sandbox/cloudstack/faults.ts";
import { idsIn } from "./clouds.ts";
import { startKiller } from "./killer.ts";
import type { FaultCase, Trouble } from "./points.ts";
import type { Run, Workplace } from "./workplace.ts";

const FAULTS: Readonly<Record<Exclude<Trouble, "killed">, Fault>> = {
  refused: { kind: "refuse" },
  "reply lost": { kind: "lose-reply" },
  "job fails": { kind: "fail-job" },
};

/** Runs Terraform into the trouble of a case. */
export async function runInto(place: Workplace, verb: "apply" | "destroy", one: FaultCase): Promise<Run> {
  const { command, nth, trouble } = one;
  if (trouble === "killed") {
    let kill = () => {};
    const killer = await startKiller(place.cloud.url, command, nth, () => kill());
    try {
      return await place.run(verb, {
        url: killer.url,
        started: (it) => {
          kill = it;
        },
      });
    } finally {
      await killer.close();
    }
  }
  place.cloud.faults.set([{ command, nth, fault: FAULTS[trouble] }]);
  const run = await place.run(verb);
  expect(place.cloud.faults.list()[0]?.used, "the fault struck").toBe(1);
  place.cloud.faults.clear();
  return run;
}

/** Finds what is left over and checks it against an account of its own: what is in the cloud and nowhere in state. */
export async function orphansAfter(place: Workplace): Promise<SearchResult> {
  const found = await findOrphans(place.search);
  const state = place.state();
  const strangers = (await idsIn(place.cloud)).filter((id) => !state.includes(id));
  expect(found.orphans.map(({ id }) => id).sort()).toEqual(strangers);
  expect(found.kept).toEqual([]);
  return found;
}

/** Deletes what is left over. */
export async function clear(place: Workplace, found: SearchResult): Promise<void> {
  if (found.orphans.length === 0) return;
  const { left, failures } = await removeOrphans(place.search, found.orphans, () => {});
  expect(failures).toEqual([]);
  expect(left).toEqual([]);
}
