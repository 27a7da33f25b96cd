import { LocoError } from "../../../platform/errors/loco-error.ts";
import { setGeneration, setPoolGeneration } from "../../config-edit/platform-edits.ts";
import type { Edit } from "../../config-edit/toml-edit.ts";
import type { ObservedNode, ObservedPlatform } from "./observe.ts";
import { type Ages, isAsked, type ReplacementStage, replacementStage } from "./replacement-stage.ts";

/** What is to be replaced. */
export type Target =
  | { readonly kind: "node"; readonly slot: string }
  | { readonly kind: "pool"; readonly pool: string };

/** What there is to do. */
export interface ReplacementWork {
  /** Slots whose nodes are to be brought to the end of their replacement, in this order. */
  readonly slots: readonly string[];
  /** What platform.toml must say first; nothing when it says it already. */
  readonly edits: readonly Edit[];
  /** Slots that were replaced a moment ago, so that nothing is done for them. */
  readonly fresh: readonly string[];
}

/**
 * Finds out what a replacement has to do, and whether it continues one that was interrupted. `again` replaces what was
 * replaced a moment ago, joined or not.
 *
 * @throws LocoError NODE_UNKNOWN
 */
export function replacementWork(
  platform: ObservedPlatform,
  target: Target,
  ages: Ages,
  again: boolean,
): ReplacementWork {
  const stageOf = (node: ObservedNode) => {
    const stage = replacementStage(node, platform, ages);
    return again && (stage === "fresh" || stage === "joining") ? "settled" : stage;
  };
  return target.kind === "node"
    ? nodeWork(platform, target.slot, stageOf)
    : poolWork(platform, target.pool, stageOf);
}

type StageOf = (node: ObservedNode) => ReplacementStage;

function nodeWork(platform: ObservedPlatform, slot: string, stageOf: StageOf): ReplacementWork {
  const node = nodeNamed(platform, slot);
  const stage = stageOf(node);
  if (stage === "fresh") return { slots: [], edits: [], fresh: [slot] };
  const isRaised = (node.declared?.generation ?? 0) > (node.recorded?.generation ?? 0);
  const raise = stage === "settled" || (stage === "asked" && !isRaised);
  const next = (node.recorded?.generation ?? 0) + 1;
  return { slots: [slot], edits: raise ? setGeneration(platform.config, node, next) : [], fresh: [] };
}

function poolWork(platform: ObservedPlatform, pool: string, stageOf: StageOf): ReplacementWork {
  const own = platform.config.pools.find(({ name }) => name === pool);
  if (own === undefined) {
    const known = platform.config.pools.map(({ name }) => name);
    throw new LocoError("NODE_UNKNOWN", `there is no pool ${pool} in platform.toml`, {
      hint: known.length === 0 ? "it has no pools" : `its pools: ${known.join(", ")}`,
    });
  }
  const nodes = platform.nodes.filter((node) => node.pool === pool && node.declared !== undefined);
  const stages = new Map(nodes.map((node) => [node, stageOf(node)]));
  const unfinished = nodes.filter((node) => !["settled", "fresh"].includes(stages.get(node) ?? ""));
  const isUnderWay =
    unfinished.some(({ slot }) => own.generations[slot] === undefined) ||
    (unfinished.length === nodes.length && nodes.length > 0);
  if (isUnderWay && unfinished.every((node) => stages.get(node) !== "asked" || isRaised(node))) {
    return { slots: brokenFirst(unfinished), edits: [], fresh: [] };
  }
  const isFresh = (node: ObservedNode) => node.recorded?.generation === own.generation && own.generation > 1;
  const isDone = nodes.every(isFresh) && nodes.some((node) => stages.get(node) === "fresh");
  if (unfinished.length === 0 && isDone)
    return { slots: [], edits: [], fresh: nodes.map(({ slot }) => slot) };
  const lives = nodes.flatMap(({ declared, recorded }) => [
    declared?.generation ?? 1,
    recorded?.generation ?? 1,
  ]);
  const next = Math.max(...lives, own.generation) + 1;
  return { slots: brokenFirst(nodes), edits: setPoolGeneration(platform.config, pool, next), fresh: [] };
}

const isRaised = ({ declared, recorded }: ObservedNode) =>
  (declared?.generation ?? 0) > (recorded?.generation ?? 0);

/** So that a pool gets better before it gets worse. */
function brokenFirst(nodes: readonly ObservedNode[]): readonly string[] {
  const isWell = ({ kubernetes }: ObservedNode) => kubernetes?.ready === true;
  return [...nodes.filter((node) => !isWell(node)), ...nodes.filter(isWell)].map(({ slot }) => slot);
}

/** Slots that the next apply must leave alone, because their turn is later. */
export function postponedBy(slot: string, { nodes }: ObservedPlatform): readonly string[] {
  return nodes.filter((node) => node.slot !== slot && isAsked(node)).map((node) => node.slot);
}

/**
 * Finds a node by its slot.
 *
 * @throws LocoError NODE_UNKNOWN with the slots that there are
 */
export function nodeNamed({ nodes, config }: ObservedPlatform, slot: string): ObservedNode {
  const found = nodes.find((node) => node.slot === slot);
  if (found !== undefined) return found;
  const isPool = config.pools.some(({ name }) => name === slot);
  throw new LocoError("NODE_UNKNOWN", `there is no node ${slot}`, {
    hint: isPool
      ? `for all nodes of the pool: pool ${slot}`
      : `nodes: ${nodes.map((node) => node.slot).join(", ")}`,
  });
}
