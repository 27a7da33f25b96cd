import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyChange, declaredNodes } from "./random-changes/apply.ts";
import { anyChange, type Change } from "./random-changes/changes.ts";
import { SandboxProject } from "./sandbox-project.ts";

/** Sequences to try; the seed makes them the same in every run. LOCO_RANDOM_CHANGES=100 tries more. */
const RUNS = Number(process.env.LOCO_RANDOM_CHANGES || 12);
const SEED = 202;

let project: SandboxProject;
let identity = "";
/** After a failure every further sequence, a shorter one that fastcheck tries, begins with a new platform. */
let isSpoilt = false;

async function begin(): Promise<void> {
  project = await SandboxProject.create("127.0.88.0/24");
  await project.up();
  identity = await uid();
  await project.kubectl("create", "configmap", "kept", "--from-literal=a=b");
}

const uid = () => project.kubectl("get", "namespace", "kube-system", "--output=jsonpath={.metadata.uid}");

beforeAll(begin);
afterAll(() => project.remove());

async function checkInvariants(): Promise<void> {
  const declared = declaredNodes(project).map(({ name }) => name);
  await expect
    .poll(() => readyNodes(declared), { timeout: 180_000, interval: 1_000 })
    .toEqual(declared.sort());
  expect((await project.plan()).changes).toEqual([]);
  expect(await uid()).toBe(identity);
  expect(await project.kubectl("get", "configmap", "kept", "--output=jsonpath={.data.a}")).toBe("b");
  expect(JSON.parse(await project.loco("orphans", "--json"))).toMatchObject({ orphans: [] });
}

/**
 * Names of the Ready nodes, and of all others with what they are, so that a difference tells. Without those whose machine is
 * gone by a lowered count: nobody deletes their Nodes (ADR 0010).
 */
async function readyNodes(declared: readonly string[]): Promise<string[]> {
  const { items } = JSON.parse(await project.kubectl("get", "nodes", "--output=json")) as {
    items: { metadata: { name: string }; status: { conditions?: { type: string; status: string }[] } }[];
  };
  return items
    .flatMap(({ metadata: { name }, status }) => {
      const ready = status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True");
      if (ready === true) return [name];
      return declared.includes(name) ? [`${name} (not Ready)`] : [];
    })
    .sort();
}

it(`keeps the cluster, its nodes and CloudStack true to the file through ${RUNS} sequences of changes`, async () => {
  let done = 0;
  const sequence = fc.array(anyChange, { minLength: 1, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(sequence, async (changes: readonly Change[]) => {
      if (isSpoilt) {
        await project.remove();
        await begin();
        isSpoilt = false;
      }
      try {
        for (const change of changes) {
          await applyChange(project, change);
          await checkInvariants();
        }
        process.stderr.write(`${++done}: ${changes.map((change) => JSON.stringify(change)).join(", ")}\n`);
      } catch (error) {
        isSpoilt = true;
        throw error;
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 0);
