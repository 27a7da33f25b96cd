import { POSTPONED_REPLACEMENTS, recordId } from "../../../platform/cluster/guard.ts";
import type { StackOptions } from "../stack/stack.ts";
import type { ObservedNode, ObservedPlatform } from "./observe.ts";
import { replacementRefusal } from "./replacement-checks.ts";
import { isAsked } from "./replacement-stage.ts";
import { postponedBy } from "./replacement-work.ts";
import { isTaintedMember, joinedMeanwhile } from "./tainted.ts";

type Replacing = Pick<StackOptions, "replace" | "variables">;

/** How Terraform is told to make this node anew and no other. A record that is not there needs no replacing. */
export function replacing(node: ObservedNode, platform: ObservedPlatform): Replacing {
  const postponed = postponedBy(node.slot, platform);
  const isMade = node.recorded?.machineId !== undefined;
  return {
    replace: isMade || isAsked(node) ? [`terraform_data.${recordId(node)}`] : [],
    variables: postponed.length === 0 ? {} : { [POSTPONED_REPLACEMENTS]: postponed },
  };
}

/**
 * What to apply now to make this node; undefined when it has been made. Emptying it took its time, so that all that speaks
 * against losing its machine is looked at again.
 *
 * @throws LocoError NODE_REFUSED
 */
export function nextApply(node: ObservedNode, platform: ObservedPlatform): Replacing | undefined {
  const { recorded, machine } = node;
  if (!isAsked(node) && recorded?.machineId !== undefined && !recorded.tainted) return undefined;
  if (!isAsked(node) && isTaintedMember(node)) throw joinedMeanwhile(node);
  if (isAsked(node) || machine !== undefined) {
    const refusal = replacementRefusal(node, platform);
    if (refusal !== undefined) throw refusal;
  }
  return replacing(node, platform);
}
