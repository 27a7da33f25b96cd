import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { KubernetesNode } from "../nodes/observe-kubernetes.ts";
import { removalOrder, votersOf } from "../nodes/quorum.ts";
import type { Cluster } from "./cluster.ts";

const INTERVAL_MS = 2_000;
/** For a member to leave etcd. */
const TIMEOUT_MS = 5 * 60_000;

/**
 * The order in which servers can leave: those that have not joined, then broken voters, then the others.
 *
 * @throws LocoError NODE_REFUSED when etcd would lose its majority on the way, or has none
 */
export function leavingOrder(
  nodes: readonly KubernetesNode[],
  servers: readonly string[],
): readonly string[] {
  const voters = votersOf(nodes);
  const voting = servers.filter((name) => voters.some((voter) => voter.name === name));
  const joined = servers.filter((name) => nodes.some((node) => node.name === name));
  if (joined.length === 0) return servers;
  const order = removalOrder(voters, voting);
  if (order !== undefined) return [...servers.filter((name) => !voting.includes(name)), ...order];
  const healthy = voters.filter((voter) => voter.healthy).length;
  throw new LocoError(
    "NODE_REFUSED",
    `etcd would be without its majority: ${healthy} of ${voters.length} voting members are healthy, and ${joined.join(", ")} ${joined.length === 1 ? "is" : "are"} in the cluster. ` +
      "If state is an old one, bring the newest back; otherwise see docs/how-to/interrupted-apply.md, Servers among the leftovers",
  );
}

/**
 * Takes a server out of the cluster, so that its machine can go: its Node is deleted and with it its vote. Looks anew,
 * because time has passed; one that has not joined needs nothing.
 *
 * @throws LocoError NODE_REFUSED, API_UNREACHABLE
 */
export async function leaveCluster(cluster: Cluster, name: string): Promise<void> {
  const isIn = async () => (await cluster.nodes()).some((node) => node.name === name);
  const nodes = await cluster.nodes();
  if (!nodes.some((node) => node.name === name)) return;
  leavingOrder(nodes, [name]);
  await cluster.deleteNode(name);
  for (const deadline = Date.now() + TIMEOUT_MS; await isIn().catch(stillUnknown); ) {
    if (Date.now() > deadline) {
      throw new LocoError("NODE_REFUSED", `its etcd member has not left within ${TIMEOUT_MS / 60_000} min`);
    }
    await sleep(INTERVAL_MS);
  }
}

/** The load balancer may lead to the server that has just left. */
function stillUnknown(error: unknown): true {
  if (error instanceof LocoError && error.code === "API_UNREACHABLE") return true;
  throw error;
}
