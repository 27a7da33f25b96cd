import { agents, servers } from "../../../platform/config/topology.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { requirePlatform } from "../../../platform/read-platform.ts";
import { editPlatform } from "../../config-edit/edit-platform.ts";
import { applyPatiently } from "./apply.ts";
import { type Consent, consentOf } from "./consent.ts";
import { deleteNode, nodeAges, waitUntilJoined } from "./join.ts";
import { emptyNode, lossesOnLeaving } from "./leave.ts";
import type { ObservedNode, ObservedPlatform } from "./observe.ts";
import { duration } from "./observe-kubernetes.ts";
import { nextApply, replacing } from "./replacement-apply.ts";
import { generationKey, replacementRefusal } from "./replacement-checks.ts";
import {
  type Ages,
  earlierLives,
  isAsked,
  type ReplacementStage,
  replacementStage,
} from "./replacement-stage.ts";
import { nodeNamed, type ReplacementWork, replacementWork, type Target } from "./replacement-work.ts";
import { type DoneStep, type Steps, stepsOn } from "./steps.ts";
import { addressesOf, leftover, leftoverWarning, requireOnly } from "./stray-changes.ts";
import { isTaintedMember, joinedMeanwhile, strayAdvice } from "./tainted.ts";
import { type NodeCommand, openWorld, type World } from "./world.ts";

/** What is replaced, and how. */
export interface ReplaceCommand extends NodeCommand {
  readonly target: Target;
  /** Replace also what was replaced a moment ago. */
  readonly again: boolean;
}

/** What a replacement did. */
export interface Replaced {
  /** The nodes as they are called now. */
  readonly nodes: readonly { readonly slot: string; readonly name: string }[];
  readonly steps: readonly DoneStep[];
}

/**
 * Replaces a node, or the nodes of a pool one after the other: checks, generation raised in platform.toml, drained, made
 * anew, joined. What was done before, by a run that was interrupted, is seen and not done again.
 *
 * @throws LocoError NODE_UNKNOWN, NODE_REFUSED, PLAN_NOT_EMPTY, NOT_CONFIRMED before anything is changed; CONFIG_NOT_EDITED,
 *   NODE_NOT_DRAINED, TOOL_FAILED, STATE_LOCKED, NODE_NOT_JOINED on the way
 */
export async function replaceNodes(command: ReplaceCommand): Promise<Replaced> {
  const world = await openWorld(command);
  const steps = stepsOn(world.reporter);
  const platform = await world.look();
  const ages = await nodeAges(world.kube);
  const work = replacementWork(platform, command.target, ages, command.again);
  for (const slot of work.fresh) {
    noteFresh(steps, nodeNamed(platform, slot), ages);
    await finishApply(world, steps, slot);
  }
  const nodes = work.slots.map((slot) => nodeNamed(platform, slot));
  const isAt = (...stages: readonly ReplacementStage[]) =>
    nodes.filter((node) => stages.includes(replacementStage(node, platform, ages)));
  const leaving = [
    ...isAt("unmade").filter(({ machine }) => machine !== undefined),
    ...isAt("asked", "settled", "fresh", ...(command.again ? (["joining"] as const) : [])),
  ];
  for (const node of leaving) {
    const refusal = replacementRefusal(node, platform);
    if (refusal !== undefined) throw refusal;
  }
  const [first] = [...isAt("unmade"), ...leaving];
  if (first !== undefined) {
    await world.reporter.step("checking what would change", (progress) =>
      requireNothingElse(world, platform, first, progress),
    );
  }
  const consent = consentOf(world);
  await consent.first(await lossesOnLeaving(world, leaving));
  if (work.edits.length > 0) raise(world, steps, command.target, work);
  try {
    for (const slot of work.slots) await replaceNode(world, steps, consent, slot);
  } catch (error) {
    world.reporter.warn(
      `not finished; the same command${command.again ? ", without --again," : ""} goes on from here`,
    );
    throw error;
  }
  const now = [...work.fresh, ...work.slots].map((slot) => ({ slot, name: nameOf(world, slot) }));
  return { nodes: now, steps: steps.done };
}

async function requireNothingElse(
  { stack }: World,
  platform: ObservedPlatform,
  node: ObservedNode,
  progress: (detail: string) => void,
): Promise<void> {
  await stack.synth();
  const changes = await stack.plan({ ...replacing(node, platform), progress });
  const isRaised = isAsked(node);
  const back = `set ${generationKey(node)} back to ${node.recorded?.generation}, run npx cdktf deploy platform, and then this again`;
  const advice = strayAdvice(node.slot, platform, isRaised ? back : undefined);
  requireOnly(changes, addressesOf(node.slot), advice);
}

function raise({ projectDir, env }: World, steps: Steps, target: Target, { edits }: ReplacementWork): void {
  const { file, lines } = editPlatform(projectDir, env.LOCO_ENV, edits);
  const detail = lines.join(", ");
  const node = target.kind === "node" ? target.slot : `pool ${target.pool}`;
  steps.note({ node, step: "generation-raised", detail }, `    ${file}: ${detail}`);
}

/** Brings one node, from wherever its replacement is, to its end. */
async function replaceNode(world: World, steps: Steps, consent: Consent, slot: string): Promise<void> {
  const platform = await world.look();
  const node = nodeNamed(platform, slot);
  const stage = replacementStage(node, platform, await nodeAges(world.kube));
  const wanted = node.declared;
  if (wanted === undefined) throw new LocoError("NODE_UNKNOWN", `${slot} is not in platform.toml any more`);
  const { name } = wanted;
  if (stage === "asked" || (stage === "unmade" && node.machine !== undefined)) {
    const refusal = replacementRefusal(node, platform);
    if (refusal !== undefined) throw refusal;
    await consent.further(await lossesOnLeaving(world, [node]));
    await emptyNode(world, steps, node);
  }
  if (stage === "asked" || stage === "unmade") {
    await steps.take({ node: slot, step: "applied", detail: name }, `making ${name}`, (progress) =>
      make(world, slot, progress),
    );
  } else await finishApply(world, steps, slot);
  // A server's old Node is removed by its successor, with its etcd member, before k3s starts.
  if (node.role === "agent" || stage === "untidy") await forgetEarlierLives(world, steps, slot);
  await steps.take({ node: slot, step: "joined", detail: name }, `waiting for ${name}`, (progress) =>
    waitUntilJoined(world, wanted, progress),
  );
}

/** What to do about a change that came while nodes were replaced. */
const LATER =
  "take these changes out of platform.toml, run the same command again, and deploy them afterwards";

/** Applies, unless another run of Terraform, one that outlived its loco for instance, does it or has just done it. */
async function make(world: World, slot: string, progress: (detail: string) => void): Promise<void> {
  await world.stack.synth();
  const choose = async () => {
    const platform = await world.look();
    const options = nextApply(nodeNamed(platform, slot), platform);
    // Nobody has read what platform.toml has become since the first node's plan.
    if (options !== undefined) {
      const changes = await world.stack.plan({ ...options, progress });
      requireOnly(changes, addressesOf(slot), strayAdvice(slot, platform, LATER));
    }
    return options;
  };
  await applyPatiently(world, choose, progress);
}

/**
 * Applies what an interrupted apply left undone for this node: the load balancer, which gets the new machine last. While
 * another Terraform is at it, that one is waited for.
 */
async function finishApply(world: World, steps: Steps, slot: string): Promise<void> {
  const { stack } = world;
  await stack.synth();
  const look = async (progress?: (detail: string) => void) => {
    const platform = await world.look();
    const node = nodeNamed(platform, slot);
    if (isTaintedMember(node)) throw joinedMeanwhile(node);
    const { variables = {} } = replacing(node, platform);
    const changes = await stack.plan({ variables, ...(progress === undefined ? {} : { progress }) });
    return { variables, left: leftover(changes, addressesOf(slot)) };
  };
  const pending = async (progress: (detail: string) => void) => {
    const { variables, left } = await look(progress);
    return left.own.length > 0 && left.stray.length === 0 ? { variables } : undefined;
  };
  const { left } = await look();
  const warning = leftoverWarning(slot, left);
  if (warning !== undefined) world.reporter.warn(warning);
  if (left.own.length === 0 || left.stray.length > 0) return;
  await steps.take(
    { node: slot, step: "applied", detail: slot },
    `finishing the deploy of ${slot}`,
    (progress) => applyPatiently(world, () => pending(progress), progress),
  );
}

/** Deletes Nodes whose machine has been replaced. k3s takes the etcd member of a server's away with it. */
async function forgetEarlierLives({ kube, look }: World, steps: Steps, slot: string): Promise<void> {
  for (const name of earlierLives(slot, await look())) {
    await steps.take({ node: slot, step: "node-deleted", detail: name }, `deleting the Node ${name}`, () =>
      deleteNode(kube, name),
    );
  }
}

function noteFresh(steps: Steps, node: ObservedNode, ages: Ages): void {
  const name = node.recorded?.name ?? node.slot;
  const age = duration((ages.get(name) ?? 0) / 1_000);
  steps.note(
    { node: node.slot, step: "nothing-to-do", detail: name },
    `${name} is the replacement, made ${age} ago, and is well: nothing to do (--again replaces it once more)`,
  );
}

/** A node's name, by platform.toml as it is now. */
function nameOf({ projectDir, env }: World, slot: string): string {
  const { config } = requirePlatform(projectDir, env.LOCO_ENV);
  return [...servers(config), ...agents(config)].find((node) => node.slot === slot)?.name ?? slot;
}
