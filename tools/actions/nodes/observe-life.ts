import type { ObservedNode, ObservedPlatform } from "./observe.ts";

/** States of a machine in which its guest runs. */
const UP = ["Running", "Migrating"];

/** CloudStack's word for a node's machine, `gone` when CloudStack knows no such machine, undefined when nobody can say. */
export function machineWord(
  { machine, recorded }: ObservedNode,
  { cloud }: ObservedPlatform,
): string | undefined {
  if (machine !== undefined) return machine.state;
  return cloud.reachable && recorded?.machineId !== undefined ? "gone" : undefined;
}

/** Whether its machine is known not to run. */
export function isDown(node: ObservedNode, platform: ObservedPlatform): boolean {
  const word = machineWord(node, platform);
  return word !== undefined && !UP.includes(word);
}

/** Whether its Node is Ready and nothing says that this is out of date: Kubernetes needs most of a minute to notice. */
export function isReady(node: ObservedNode, platform: ObservedPlatform): boolean {
  return node.kubernetes?.ready === true && !isDown(node, platform);
}

/** What is wrong with a node that has joined, in words. */
export function troublesOf(node: ObservedNode, platform: ObservedPlatform): readonly string[] {
  const { kubernetes } = node;
  if (kubernetes === undefined) return [];
  if (!kubernetes.ready || !isDown(node, platform)) return kubernetes.troubles;
  const machine = machineWord(node, platform);
  return [`its machine is ${machine}, which Kubernetes has not noticed yet`, ...kubernetes.troubles];
}
