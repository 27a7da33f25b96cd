import type { ObservedNode, ObservedPlatform } from "./observe.ts";
import { isHealthyServer } from "./quorum.ts";
import { isTaintedMember } from "./tainted.ts";

/** How far a node's replacement has come, seen from outside. */
export type ReplacementStage =
  /** The file asks for a replacement that was not made: go on with it. */
  | "asked"
  /** The record says the new generation and there is no machine, or one that did not end well and has not joined: make it. */
  | "unmade"
  /** There is a new machine whose Node has not joined, is not Ready or does not vote: wait. */
  | "joining"
  /** It has joined; the Node of an earlier life is still there. */
  | "untidy"
  /** It was replaced a moment ago and is well. */
  | "fresh"
  /** Nothing is under way: replacing it begins with raising its generation. */
  | "settled";

/** Ages of Nodes in milliseconds, by name. */
export type Ages = ReadonlyMap<string, number>;

/** A node that joined this long ago (in milliseconds) may belong to a run that was interrupted. */
const RECENTLY = 30 * 60_000;

/** Tells a node's stage from its file, record, machine and Node. */
export function replacementStage(
  node: ObservedNode,
  platform: ObservedPlatform,
  ages: Ages,
): ReplacementStage {
  const { declared, recorded, machine, kubernetes } = node;
  if (declared === undefined) return "settled";
  if (recorded === undefined) return declared.generation > 1 ? "unmade" : "settled";
  if (isAsked(node)) return "asked";
  if (isTaintedMember(node)) return "settled";
  if (recorded.machineId === undefined || recorded.tainted) return "unmade";
  const isOff = machine === undefined || machine.state !== "Running";
  const isSecondLife = recorded.generation > 1;
  if (kubernetes === undefined) return isOff ? "settled" : "joining";
  const age = ages.get(kubernetes.name) ?? Number.POSITIVE_INFINITY;
  const isRecent = isSecondLife && age < RECENTLY;
  const isWell = kubernetes.ready && (node.role === "agent" || isHealthyServer(kubernetes));
  const old = earlierLives(node.slot, platform);
  if (!isWell) return !isOff && (isRecent || old.length > 0) ? "joining" : "settled";
  if (old.length > 0) return "untidy";
  return isRecent && kubernetes.schedulable ? "fresh" : "settled";
}

/** Whether the file asks for another machine than the one that was made: a higher generation or another address. */
export function isAsked({ declared, recorded }: Pick<ObservedNode, "declared" | "recorded">): boolean {
  if (declared === undefined || recorded === undefined) return false;
  return declared.generation > recorded.generation || declared.ip !== recorded.ip;
}

/** Names of Nodes that a slot had in earlier lives and that Kubernetes still knows. */
export function earlierLives(slot: string, { config, strangers }: ObservedPlatform): readonly string[] {
  const prefix = `${config.name}-${slot}-g`;
  return strangers
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
}
