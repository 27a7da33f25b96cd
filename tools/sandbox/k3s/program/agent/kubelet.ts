import { availableParallelism, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeClient, KubeError } from "../../../../kubernetes/kube-client.ts";
import type { NodeSettings } from "../config/settings.ts";
import type { Logger } from "../log.ts";
import { version } from "../version.ts";
import { goArch, type MachineFacts, nodeLabels, nodeObject, nodeStatus } from "./node-object.ts";

/** How long a node may be silent, and how often it speaks, in seconds: the kubelet's defaults. */
const lease = { durationSeconds: 40, renewSeconds: 10 };
/** Seconds between status reports when nothing has changed (`nodeStatusReportFrequency`). */
const statusSeconds = 300;

/** Registers the Node, or updates its labels if it is there, and reports that it is ready. */
export async function registerNode(
  kube: KubeClient,
  settings: NodeSettings,
  builtInCloud: boolean,
  log: Logger,
): Promise<void> {
  const path = `/api/v1/nodes/${settings.name}`;
  const facts = machineFacts();
  try {
    await kube.create("/api/v1/nodes", nodeObject(settings, facts, builtInCloud));
  } catch (error) {
    if (!(error instanceof KubeError && error.status === 409)) throw error;
    await kube.patch(path, { metadata: { labels: nodeLabels(settings, facts, builtInCloud) } });
  }
  await reportStatus(kube, settings, facts, new Date());
  log.info(`Successfully registered node ${settings.name}`);
}

/** Renews the node's lease and status until `signal` ends it. A failure is logged and the next turn tries again. */
export async function keepNodeAlive(
  kube: KubeClient,
  settings: NodeSettings,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const since = new Date();
  let reported = Date.now();
  while (!signal.aborted) {
    try {
      await renewLease(kube, settings.name);
      if (Date.now() - reported > statusSeconds * 1000) {
        await reportStatus(kube, settings, machineFacts(), since);
        reported = Date.now();
      }
    } catch (error) {
      log.error(`Failed to update lease of node ${settings.name}: ${(error as Error).message}`);
      // The controller manager marks a silent node; report again as soon as somebody listens.
      reported = 0;
    }
    await sleep(lease.renewSeconds * 1000, undefined, { signal }).catch(() => {});
  }
}

async function reportStatus(
  kube: KubeClient,
  settings: NodeSettings,
  facts: MachineFacts,
  since: Date,
): Promise<void> {
  // Others keep conditions of their own on the Node.
  await kube.strategicPatch(`/api/v1/nodes/${settings.name}/status`, {
    status: nodeStatus(settings, facts, new Date(), since),
  });
}

async function renewLease(kube: KubeClient, node: string): Promise<void> {
  const collection = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  const { metadata } = await kube.get<{ metadata: { uid: string } }>(`/api/v1/nodes/${node}`);
  const spec = {
    holderIdentity: node,
    leaseDurationSeconds: lease.durationSeconds,
    renewTime: new Date().toISOString().replace("Z", "000Z"),
  };
  const owner = { apiVersion: "v1", kind: "Node", name: node, uid: metadata.uid };
  const object = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: node, namespace: "kube-node-lease", ownerReferences: [owner] },
    spec,
  };
  try {
    await kube.patch(`${collection}/${node}`, object);
  } catch (error) {
    if (!(error instanceof KubeError && error.status === 404)) throw error;
    await kube.create(collection, object);
  }
}

function machineFacts(): MachineFacts {
  return { cpus: availableParallelism(), memoryBytes: totalmem(), version, arch: goArch() };
}
