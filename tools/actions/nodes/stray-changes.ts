import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { PlannedChange } from "../stack/planned-changes.ts";

/** Address of the API's load balancer rule in the stack. */
export const API_BALANCER = "cloudstack_loadbalancer_rule.api-load-balancer";

/** Addresses of what belongs to a node. */
export const addressesOf = (slot: string): readonly string[] => [
  `terraform_data.generation-${slot}`,
  `cloudstack_instance.${slot}`,
];

/** Whether a change belongs to none of the resources expected. A record that a newer Loco adds is nothing in the cloud. */
export function isStray({ address, actions }: PlannedChange, expected: readonly string[]): boolean {
  if (expected.includes(address)) return false;
  if (address === API_BALANCER) return actions.join() !== "update";
  return !(address.startsWith("terraform_data.") && actions.join() === "create");
}

/**
 * Refuses a plan that does more than what these nodes need: what waits in platform.toml is for a deploy that somebody
 * reads.
 *
 * @throws LocoError PLAN_NOT_EMPTY with each change
 */
export function requireOnly(
  changes: readonly PlannedChange[],
  expected: readonly string[],
  advice = "deploy it first: npx cdktf deploy platform",
): void {
  const stray = changes.filter((change) => isStray(change, expected));
  if (stray.length === 0) return;
  const lines = stray.map(({ address, actions }) => `  ${verb(actions)} ${address}`);
  throw new LocoError(
    "PLAN_NOT_EMPTY",
    ["the plan has more changes than this node's:", ...lines].join("\n"),
    {
      hint: advice,
    },
  );
}

const verb = (actions: readonly string[]) => (actions.length > 1 ? "replace" : (actions[0] ?? "change"));
