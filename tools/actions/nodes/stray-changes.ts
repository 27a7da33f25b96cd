import { ADDRESS_HOLDER } from "../../../platform/cluster/address-holder.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { PlannedChange } from "../stack/planned-changes.ts";

/** Address of the API's load balancer rule in the stack. */
export const API_BALANCER = "cloudstack_loadbalancer_rule.api-load-balancer";

/** Addresses of what belongs to a node. */
export const addressesOf = (slot: string): readonly string[] => [
  `terraform_data.generation-${slot}`,
  `cloudstack_instance.${slot}`,
];

/**
 * Whether a change belongs to none of the resources expected. A record that a newer Loco adds is nothing in the cloud, nor
 * is one that says whose an address was.
 */
function isStray({ address, actions }: PlannedChange, expected: readonly string[]): boolean {
  if (expected.includes(address)) return false;
  if (address === API_BALANCER) return actions.join() !== "update";
  if (address.startsWith(`terraform_data.${ADDRESS_HOLDER}`)) return false;
  return !(address.startsWith("terraform_data.") && actions.join() === "create");
}

/** What an interrupted apply left undone for a node, and whether it can be made up for alone. */
export interface Leftover {
  readonly own: readonly PlannedChange[];
  readonly stray: readonly PlannedChange[];
}

/** Parts a plan into what belongs to these resources and what waits beside it. */
export function leftover(changes: readonly PlannedChange[], expected: readonly string[]): Leftover {
  return {
    own: changes.filter((change) => !isStray(change, expected)),
    stray: changes.filter((change) => isStray(change, expected)),
  };
}

/** What a person has to do for a node whose leftover cannot be applied alone; nothing when it can, or there is none. */
export function leftoverWarning(slot: string, { own, stray }: Leftover): string | undefined {
  if (own.length === 0 || stray.length === 0) return undefined;
  const isBalancer = own.some(({ address }) => address === API_BALANCER);
  const what = isBalancer
    ? "a server is missing in the API's load balancer"
    : `the deploy of ${slot} is not finished`;
  const others = stray.map(({ address }) => address).join(", ");
  return `${what} until npx cdktf deploy platform, which waits because it would also change ${others}`;
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
