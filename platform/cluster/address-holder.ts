import type { Construct } from "constructs";
import type { Node } from "../config/topology.ts";
import { createRecord, recorded } from "./record.ts";
import { type Precondition, refusal } from "./refusal.ts";

/** Starts the ids of these records. */
export const ADDRESS_HOLDER = "address-";

/** Id of the record of an address. */
const holderId = ({ ip }: Pick<Node, "ip">): string => `${ADDRESS_HOLDER}${ip.replaceAll(".", "-")}`;

/**
 * Records which agent has an address, and refuses to give it to another one in the same plan, as a pool's new name would:
 * Terraform deletes and creates at once, and CloudStack has the address only when the old machine is gone. Of all nodes
 * of a pool nothing would be left for a while.
 */
export function createAddressHolder(scope: Construct, node: Node): Precondition {
  const { slot, ip, pool } = node;
  createRecord(scope, holderId(node), { slot });
  const before = recorded(holderId(node), "slot", JSON.stringify(slot));
  return {
    condition: `\${${before} == "${slot}"}`,
    error_message: refusal(
      `${ip} is the address of \${${before}} and goes to ${slot}, but it is free only once \${${before}} is gone, and a plan drains no node`,
      `Put \${${before}} back. To rename a pool, give ${pool} other addresses beside the old one, deploy, and then take the old nodes out:\n\n    npx loco nodes remove \${${before}}`,
    ),
  };
}
