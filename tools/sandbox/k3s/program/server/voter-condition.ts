import type { KubeClient } from "../../../../kubernetes/kube-client.ts";
import type { EtcdClient, EtcdMember } from "../etcd-client.ts";

/** What k3s says on a server's Node about its place in etcd. */
export interface VoterCondition {
  readonly type: "EtcdIsVoter";
  readonly status: "True" | "False";
  readonly reason: "MemberNotLearner" | "MemberIsLearner" | "Unhealthy" | "NotAMember";
  readonly message: string;
}

/** A Node, as far as its condition goes. */
export interface EtcdNode {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** Names the etcd member on a server's Node. */
export const memberAnnotation = "etcd.k3s.cattle.io/node-name";
/** Marks the Nodes that run etcd. */
export const etcdLabel = "node-role.kubernetes.io/etcd";

/**
 * The condition of a member's Node; `problem` is why the member does not answer (setEtcdStatusCondition in pkg/etcd/etcd.go
 * of k3s).
 */
export function voterCondition(member: EtcdMember | undefined, problem?: string): VoterCondition {
  const condition = (
    status: VoterCondition["status"],
    reason: VoterCondition["reason"],
    message: string,
  ): VoterCondition => ({ type: "EtcdIsVoter", status, reason, message });
  if (member === undefined)
    return condition("False", "NotAMember", "Node is not a member of the etcd cluster");
  if (problem !== undefined) return condition("False", "Unhealthy", problem);
  return member.isLearner === true
    ? condition("False", "MemberIsLearner", "Node has not been promoted to voting member of the etcd cluster")
    : condition("True", "MemberNotLearner", "Node is a voting member of the etcd cluster");
}

/** Writes the condition of every server, where it has changed. Only the member that leads does it, as in k3s. */
export async function reportVoters(
  kube: KubeClient,
  etcd: EtcdClient,
  etcdAt: (endpoint: string) => EtcdClient,
  nodes: readonly EtcdNode[],
  now: Date,
): Promise<void> {
  if (!(await etcd.leads())) return;
  const members = await etcd.members();
  for (const { metadata, status } of nodes) {
    if (metadata.labels?.[etcdLabel] !== "true") continue;
    const member = members.find(({ name }) => name === metadata.annotations?.[memberAnnotation]);
    const condition = voterCondition(member, await problemOf(member, etcdAt));
    const before = status?.conditions?.find(({ type }) => type === condition.type);
    if (before?.reason === condition.reason && before.message === condition.message) continue;
    const time = `${now.toISOString().slice(0, 19)}Z`;
    await kube.strategicPatch(`/api/v1/nodes/${metadata.name}/status`, {
      status: { conditions: [{ ...condition, lastHeartbeatTime: time, lastTransitionTime: time }] },
    });
  }
}

async function problemOf(
  member: EtcdMember | undefined,
  etcdAt: (endpoint: string) => EtcdClient,
): Promise<string | undefined> {
  const endpoint = member?.clientURLs?.[0];
  if (endpoint === undefined) return undefined;
  try {
    await etcdAt(endpoint).role();
    return undefined;
  } catch (error) {
    return `failed to check etcd member status: ${(error as Error).message}`;
  }
}
