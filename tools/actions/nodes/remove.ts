import { serverCountId } from "../../../platform/cluster/server-count.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { editPlatform } from "../../config-edit/edit-platform.ts";
import type { StateResource } from "../stack/state-record.ts";
import { applyPatiently } from "./apply.ts";
import { type Consent, consentOf } from "./consent.ts";
import { deleteNode, waitFor } from "./join.ts";
import { emptyNode, lossesOnLeaving } from "./leave.ts";
import { minutes } from "./minutes.ts";
import type { ObservedPlatform } from "./observe.ts";
import { majority, votersOf } from "./quorum.ts";
import { type RemovalWork, removalWork } from "./removal-work.ts";
import { earlierLives } from "./replacement-stage.ts";
import { type DoneStep, type Steps, stepsOn } from "./steps.ts";
import { addressesOf, requireOnly } from "./stray-changes.ts";
import { strayAdvice } from "./tainted.ts";
import { type NodeCommand, openWorld, type World } from "./world.ts";

/** What is removed, and how. */
export interface RemoveCommand extends NodeCommand {
  /** The last node of a pool, or the last server: with it goes the one before, as far as the next odd number. */
  readonly slot: string;
}

/** What a removal did. */
export interface Removed {
  /** Slots that are gone. */
  readonly nodes: readonly string[];
  readonly steps: readonly DoneStep[];
}

/**
 * Takes a node out of the platform: checks, emptied, for a server out of etcd, number lowered in platform.toml, machine
 * gone. What was done before, by a run that was interrupted, is seen and not done again.
 *
 * @throws LocoError NODE_UNKNOWN, NODE_REFUSED, PLAN_NOT_EMPTY, NOT_CONFIRMED before anything is changed; CONFIG_NOT_EDITED,
 *   NODE_NOT_DRAINED, TOOL_FAILED, STATE_LOCKED, NODE_NOT_LEFT on the way
 */
export async function removeNodes(command: RemoveCommand): Promise<Removed> {
  const world = await openWorld(command);
  const steps = stepsOn(world.reporter);
  const platform = await world.look();
  const work = removalWork(platform, command.slot);
  const { leaving, edits, stale } = work;
  if (leaving.length === 0 && stale.length === 0) {
    steps.note(
      { node: command.slot, step: "nothing-to-do", detail: "" },
      `${command.slot} is not there any more: nothing to do`,
    );
    return { nodes: [], steps: steps.done };
  }
  if (edits.length > 0) {
    await world.reporter.step("checking what would change", async (progress) => {
      await world.stack.synth();
      requireOnly(
        await world.stack.plan({ progress }),
        leaving.flatMap(({ slot }) => addressesOf(slot)),
        strayAdvice(command.slot, platform),
      );
    });
  }
  const consent = consentOf(world);
  if (leaving.length > 0) {
    await consent.first(await lossesOnLeaving(world, leaving), consequences(work));
  }
  try {
    if (leaving.length > 0) {
      for (const node of leaving) await takeOut(world, steps, consent, command.slot, node.slot);
      lower(world, steps, command.slot, work);
      await applyWithout(world, steps, work);
    }
    await forgetNodes(world, steps, command.slot);
  } catch (error) {
    world.reporter.warn("not finished; the same command goes on from here");
    throw error;
  }
  return { nodes: leaving.map(({ slot }) => slot), steps: steps.done };
}

/** What a person agrees to besides losses, in lines. */
function consequences({ leaving, remarks }: RemovalWork): readonly string[] {
  const names = leaving.map(({ slot, recorded }) => recorded?.name ?? slot).join(" and ");
  return [
    `${names} will be gone, with what is on ${leaving.length === 1 ? "its disk" : "their disks"}`,
    ...remarks,
  ];
}

/** Empties a node, and takes a server out of etcd: k3s removes its member before its Node is gone. */
async function takeOut(
  world: World,
  steps: Steps,
  consent: Consent,
  asked: string,
  slot: string,
): Promise<void> {
  // Again for each: whether etcd can spare this one depends on how the last one's leaving went.
  const before = leavingNode(await world.look(), asked, slot);
  if (before === undefined) return;
  await consent.further(await lossesOnLeaving(world, [before]));
  await emptyNode(world, steps, before);
  if (before.role === "agent") return;
  // And again: emptying it took its time.
  const platform = await world.look();
  const node = leavingNode(platform, asked, slot);
  if (node === undefined) return;
  const names = [
    ...(node.kubernetes === undefined ? [] : [node.kubernetes.name]),
    ...earlierLives(slot, platform),
  ];
  for (const name of names) {
    await steps.take(
      { node: slot, step: "node-deleted", detail: name },
      `taking ${name} out of etcd`,
      async (progress) => {
        await deleteNode(world.kube, name);
        await waitUntilGone(world, name, progress);
      },
    );
  }
}

const leavingNode = (platform: ObservedPlatform, asked: string, slot: string) =>
  removalWork(platform, asked).leaving.find((one) => one.slot === slot);

/**
 * Waits until Kubernetes does not know a Node any more and the etcd that is left has its majority.
 *
 * @throws LocoError NODE_NOT_LEFT
 */
async function waitUntilGone(world: World, name: string, progress: (detail: string) => void): Promise<void> {
  const left = await waitFor(world, progress, (nodes) => {
    if (nodes.some((node) => node.name === name)) return `${name} is still in the cluster`;
    const voters = votersOf(nodes);
    const healthy = voters.filter((voter) => voter.healthy).length;
    if (healthy >= majority(voters.length)) return undefined;
    return `${healthy} of ${voters.length} members of etcd are well`;
  });
  if (left === undefined) return;
  throw new LocoError("NODE_NOT_LEFT", `${left}, after ${minutes(world.timeout)}`, {
    hint: "npx loco platform status shows etcd's members; its machine stays until it has left; the same command goes on",
  });
}

function lower({ projectDir, env }: World, steps: Steps, slot: string, { edits }: RemovalWork): void {
  if (edits.length === 0) return;
  const { file, lines } = editPlatform(projectDir, env.LOCO_ENV, edits);
  const detail = lines.join(", ");
  steps.note({ node: slot, step: "count-lowered", detail }, `    ${file}: ${detail}`);
}

/** Applies the lower number. For servers the guard is opened, which is safe from here on: they have left etcd. */
async function applyWithout(
  world: World,
  steps: Steps,
  { role, leaving, count }: RemovalWork,
): Promise<void> {
  const { stack } = world;
  const slots = leaving.map(({ slot }) => slot);
  await steps.take(
    { node: slots.join(", "), step: "applied", detail: "" },
    `removing the machines of ${slots.join(", ")}`,
    async (progress) => {
      await stack.synth();
      const counts = serverCounts(await stack.state(), count);
      if (role === "server") await stack.forget(counts);
      const own = [`terraform_data.${serverCountId(count)}`, ...counts];
      requireOnly(
        await stack.plan({ progress }),
        [...slots.flatMap(addressesOf), ...(role === "server" ? own : [])],
        strayAdvice(slots[0] ?? "", await world.look()),
      );
      await applyPatiently(world, () => Promise.resolve({}), progress);
    },
  );
}

/** Addresses of records of more servers than there are to be. */
function serverCounts(resources: readonly StateResource[], count: number): readonly string[] {
  return resources
    .filter(({ type, name }) => type === "terraform_data" && /^servers-\d+$/.test(name))
    .filter(({ name }) => Number(name.slice("servers-".length)) > count)
    .map(({ address }) => address);
}

/** Deletes Nodes without a machine: an agent's, and one that a kubelet made again in its last minutes. */
async function forgetNodes({ kube, look }: World, steps: Steps, slot: string): Promise<void> {
  const { stale } = removalWork(await look(), slot);
  for (const name of stale) {
    await steps.take({ node: slot, step: "node-deleted", detail: name }, `deleting the Node ${name}`, () =>
      deleteNode(kube, name),
    );
  }
}
