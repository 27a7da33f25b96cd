import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { ObservedNode, ObservedPlatform } from "./observe.ts";

/**
 * Whether a node's creation did not end well by Terraform's account, and it has joined all the same. The next plan destroys
 * its machine, with a server's member of etcd, and asks nobody.
 */
export const isTaintedMember = ({ recorded, kubernetes }: ObservedNode): boolean =>
  recorded?.tainted === true && kubernetes !== undefined;

/** The command that keeps such a node. */
export const untaintCommand = (slot: string): string =>
  `terraform -chdir=cdktf.out/stacks/platform untaint cloudstack_instance.${slot}`;

/** What to do about changes beside those of one node: none of it may be a deploy that destroys a node that has joined. */
export function strayAdvice(
  slot: string,
  { nodes }: ObservedPlatform,
  otherwise?: string,
): string | undefined {
  const members = nodes.filter((node) => node.slot !== slot && isTaintedMember(node));
  if (members.length === 0) return otherwise;
  const names = members.map((node) => node.slot).join(" and ");
  return [
    `a deploy would destroy ${names}, which joined although the creation did not end well; to keep what runs:`,
    ...members.map((node) => untaintCommand(node.slot)),
  ].join("\n");
}

/** Refuses to make a node at its present generation that has joined while nobody looked. */
export function joinedMeanwhile({ slot }: ObservedNode): LocoError {
  return new LocoError("NODE_REFUSED", `${slot} has joined by now, although its creation did not end well`, {
    hint: `to keep it: ${untaintCommand(slot)}\nto replace it: the same command again`,
  });
}
