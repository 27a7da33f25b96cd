import type { CloudstackClient } from "../../cloudstack/client.ts";
import type { Stack } from "../stack/stack.ts";
import { API_BALANCER } from "./stray-changes.ts";

interface Members {
  readonly loadbalancerruleinstance?: readonly { readonly id: string }[];
}

/**
 * Takes a server out of the API's load balancer, so that no new request reaches it. Terraform puts whoever takes its place
 * in, and finds nothing to take out. False when it was not in.
 */
export async function leaveLoadBalancer(
  cloud: CloudstackClient,
  stack: Stack,
  machineId: string,
): Promise<boolean> {
  const rule = (await stack.state()).find(({ address }) => address === API_BALANCER)?.values.id;
  if (typeof rule !== "string") return false;
  const members: Members = await cloud.call("listLoadBalancerRuleInstances", { id: rule });
  if (!members.loadbalancerruleinstance?.some(({ id }) => id === machineId)) return false;
  await cloud.run("removeFromLoadBalancerRule", { id: rule, virtualmachineids: machineId });
  return true;
}
