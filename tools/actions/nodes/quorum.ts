import type { ObservedPlatform } from "./observe.ts";
import type { KubernetesNode } from "./observe-kubernetes.ts";
import { isDown } from "./observe-life.ts";

/** Every Node of Kubernetes, in a slot or not. */
export function kubernetesNodes({ nodes, strangers }: ObservedPlatform): readonly KubernetesNode[] {
  return [...nodes.flatMap(({ kubernetes }) => kubernetes ?? []), ...strangers];
}

/** How many of `members` voting members must be up for etcd to accept writes. */
export const majority = (members: number): number => Math.floor(members / 2) + 1;

/** A voting member of etcd, by its Node. */
export interface Voter {
  readonly name: string;
  /** Its Node is Ready and its member answers. */
  readonly healthy: boolean;
}

/**
 * The voting members, also of Nodes that no slot explains: etcd counts them until they are removed. A cluster whose k3s
 * has not said yet who votes is taken to have its servers as voters.
 */
export function votersOf(nodes: readonly KubernetesNode[]): readonly Voter[] {
  const servers = nodes.filter(({ server }) => server);
  const isSaid = servers.some(({ etcd }) => etcd !== undefined);
  return servers
    .filter(({ etcd }) => !isSaid || etcd === "voter")
    .map((node) => ({ name: node.name, healthy: isHealthyServer(node) }));
}

/** The voting members, without trust in a Node whose machine is off: Kubernetes notices that late. */
export function believableVoters(platform: ObservedPlatform): readonly Voter[] {
  const down = platform.nodes
    .filter((node) => isDown(node, platform))
    .map(({ kubernetes }) => kubernetes?.name);
  return votersOf(kubernetesNodes(platform)).map((voter) => ({
    ...voter,
    healthy: voter.healthy && !down.includes(voter.name),
  }));
}

/** Whether a server's Node is Ready and nothing is said against its etcd member. */
export function isHealthyServer({ ready, etcd, troubles }: KubernetesNode): boolean {
  return ready && etcd !== "learner" && !troubles.some((trouble) => trouble.includes("etcd"));
}

/** Whether etcd keeps its majority while one member is down but still counts. */
export function survivesWithout(voters: readonly Voter[], name: string): boolean {
  const healthy = voters.filter((voter) => voter.healthy && voter.name !== name);
  return healthy.length >= majority(voters.length);
}

/**
 * The order in which members can be taken out of etcd one by one: broken ones first, because each that is gone makes the
 * majority smaller. Undefined when etcd would be without its majority on the way.
 */
export function removalOrder(
  voters: readonly Voter[],
  leaving: readonly string[],
): readonly string[] | undefined {
  const isBroken = (name: string) => voters.some((voter) => voter.name === name && !voter.healthy);
  const order = [...leaving.filter(isBroken), ...leaving.filter((name) => !isBroken(name))];
  let left = voters;
  const hasMajority = () => left.filter(({ healthy }) => healthy).length >= majority(left.length);
  if (!hasMajority()) return undefined;
  for (const name of order) {
    left = left.filter((voter) => voter.name !== name);
    if (!hasMajority()) return undefined;
  }
  return order;
}
