import { setTimeout as sleep } from "node:timers/promises";
import { type KubeClient, KubeError } from "../../../../kubernetes/kube-client.ts";
import { kwokRights } from "../agent/kwok.ts";
import { nodeFinalizer } from "../agent/node-object.ts";
import type { EtcdClient } from "../etcd-client.ts";
import type { Logger } from "../log.ts";
import { localEtcd } from "./etcd.ts";
import { learnerWatch } from "./learners.ts";
import { passwordSecretPath } from "./node-passwords.ts";
import { reconcileServiceEndpoints } from "./service-endpoints.ts";
import { type EtcdNode, etcdLabel, memberAnnotation, reportVoters } from "./voter-condition.ts";

const etcdFinalizer = "wrangler.cattle.io/managed-etcd-controller";

/** A Node, as far as these duties look into it. */
interface DutyNode extends EtcdNode {
  readonly metadata: EtcdNode["metadata"] & {
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
}

/** The change that makes a Node a server's: roles that no kubelet may give itself, and its etcd member's name. */
export function serverNodePatch(member: string, ip: string): object {
  return {
    metadata: {
      labels: { "node-role.kubernetes.io/control-plane": "true", [etcdLabel]: "true" },
      finalizers: [nodeFinalizer, etcdFinalizer],
      annotations: { [memberAnnotation]: member, "etcd.k3s.cattle.io/node-address": ip },
    },
  };
}

/** Gives kwok, on every node, the right that it needs beyond a kubelet's. */
export async function grantKwokRights(kube: KubeClient): Promise<void> {
  for (const [path, object] of kwokRights) {
    await kube.create(path, object).catch((error: unknown) => {
      if (!(error instanceof KubeError && error.status === 409)) throw error;
    });
  }
}

/** Seconds between two rounds. */
const roundSeconds = 3;

/**
 * What k3s's own controllers do for the cluster, in rounds: whoever deletes a Node takes its password, and a server's
 * etcd member, away with it; learners become voters, and Nodes say so; the service `kubernetes` leads to the servers there
 * are. Every server does it.
 */
export async function performClusterDuties(
  kube: KubeClient,
  etcdAt: (endpoint: string) => EtcdClient,
  port: number,
  log: Logger,
  stopping: AbortSignal,
): Promise<void> {
  const etcd = etcdAt(localEtcd);
  const learners = learnerWatch(etcd, log);
  while (!stopping.aborted) {
    try {
      await learners.round(Date.now());
      const nodes = await kube.get<{ items: DutyNode[] }>("/api/v1/nodes");
      for (const node of nodes.items) await tend(kube, etcd, node, log);
      await reconcileServiceEndpoints(kube, port);
      await reportVoters(kube, etcd, etcdAt, nodes.items, new Date());
    } catch (error) {
      if (!stopping.aborted) log.error(`cluster duties: ${(error as Error).message}`);
    }
    await sleep(roundSeconds * 1000, undefined, { signal: stopping }).catch(() => {});
  }
}

async function tend(kube: KubeClient, etcd: EtcdClient, node: DutyNode, log: Logger): Promise<void> {
  const {
    name,
    deletionTimestamp,
    finalizers = [],
    labels = {},
    annotations = {},
    resourceVersion,
  } = node.metadata;
  const path = `/api/v1/nodes/${name}`;
  if (deletionTimestamp === undefined || !finalizers.includes(nodeFinalizer)) return;
  try {
    if (labels[etcdLabel] === "true") await removeMember(etcd, name, annotations[memberAnnotation], log);
    const kept = finalizers.filter((one) => one !== nodeFinalizer && one !== etcdFinalizer);
    // With the resource version the patch is refused if another server, in its own round, was faster.
    await kube.patch(path, { metadata: { finalizers: kept, resourceVersion } });
    await kube.delete(passwordSecretPath(name));
  } catch (error) {
    if (error instanceof KubeError && (error.status === 409 || error.status === 404)) return;
    log.error(`error syncing '${name}': handler managed-etcd-controller: ${(error as Error).message}`);
  }
}

async function removeMember(
  etcd: EtcdClient,
  node: string,
  name: string | undefined,
  log: Logger,
): Promise<void> {
  if (name === undefined) throw new Error(`node name annotation for node ${node} not found`);
  const member = (await etcd.members()).find((one) => one.name === name);
  if (member === undefined) return;
  log.info(`Removing name=${name} id=${member.ID} address=${member.peerURLs[0]} from etcd`);
  await etcd.remove(member.ID);
}
