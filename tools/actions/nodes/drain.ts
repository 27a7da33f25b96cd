import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type KubeClient, KubeError } from "../../kubernetes/kube-client.ts";
import { type Pod, podNames, podsSince, podsToDrain, podsTolerating, type Taint } from "./drain-pods.ts";
import { minutes } from "./minutes.ts";

/** How often the pods of a node are looked at again, as kubectl's eviction does. */
const INTERVAL_MS = 2_000;

/**
 * Tells Kubernetes that a node's machine is off, so that its pods may be made elsewhere and its volumes attached there.
 *
 * @see https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
 */
const OUT_OF_SERVICE = {
  key: "node.kubernetes.io/out-of-service",
  value: "nodeshutdown",
  effect: "NoExecute",
} as const satisfies Taint;

/** What a drain needs. */
export interface DrainOptions {
  readonly kube: KubeClient;
  /** Name of the Node. */
  readonly node: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly progress: (detail: string) => void;
}

/** Keeps new pods away from a node. */
export async function cordon(kube: KubeClient, node: string): Promise<void> {
  await kube.patch(`/api/v1/nodes/${node}`, { spec: { unschedulable: true } });
}

/** The pods that would have to leave a node. */
export async function leavingPods(kube: KubeClient, node: string): Promise<readonly Pod[]> {
  const selector = encodeURIComponent(`spec.nodeName=${node}`);
  const { items } = await kube.get<{ readonly items: readonly Pod[] }>(
    `/api/v1/pods?fieldSelector=${selector}`,
  );
  return podsToDrain(items);
}

/**
 * Evicts every pod that is on a cordoned node now, and waits until these are gone. A PodDisruptionBudget that allows no disruption is
 * waited for.
 *
 * @throws LocoError NODE_NOT_DRAINED with the pods that are left, when the time is over
 */
export async function evictPods({ kube, node, timeout, progress }: DrainOptions): Promise<void> {
  const deadline = Date.now() + timeout;
  const asked = new Set<string>();
  const start = await patiently(() => leavingPods(kube, node), deadline);
  for (;;) {
    const refusals = new Map<string, string>();
    const left = podsSince(start, await patiently(() => leavingPods(kube, node), deadline));
    if (left.length === 0) return;
    for (const pod of left) {
      const { uid, deletionTimestamp } = pod.metadata;
      if (deletionTimestamp !== undefined || asked.has(uid)) continue;
      const refusal = await patiently(() => evict(kube, pod), deadline);
      if (refusal === undefined) asked.add(uid);
      else refusals.set(podNames([pod]), refusal);
    }
    const [blocked] = refusals;
    progress(
      blocked === undefined
        ? `waiting for ${podNames(left, 3)} to end`
        : `${left.length} ${left.length === 1 ? "pod" : "pods"} left; ${blocked[0]}: ${blocked[1]}`,
    );
    if (Date.now() > deadline) throw notDrained(node, left, [...refusals.values()], timeout);
    await sleep(INTERVAL_MS);
  }
}

/**
 * Gives up the pods of a node whose machine is certainly off: Kubernetes deletes them without waiting for the kubelet,
 * and their volumes may be attached elsewhere at once. Those that tolerate this are deleted here. On a machine that runs,
 * two pods could write to one volume.
 *
 * @throws LocoError NODE_NOT_DRAINED when they are not gone in time
 */
export async function abandonPods({ kube, node, timeout, progress }: DrainOptions): Promise<void> {
  const path = `/api/v1/nodes/${node}`;
  const found = await kube.find<{ readonly spec: { readonly taints?: readonly Taint[] } }>(path);
  if (found === undefined) return;
  const taints = (found.spec.taints ?? []).filter(({ key }) => key !== OUT_OF_SERVICE.key);
  await kube.patch(path, { spec: { taints: [...taints, OUT_OF_SERVICE] } });
  const deadline = Date.now() + timeout;
  const start = await patiently(() => leavingPods(kube, node), deadline);
  for (;;) {
    const left = podsSince(start, await patiently(() => leavingPods(kube, node), deadline));
    if (left.length === 0) return;
    for (const pod of podsTolerating(left, OUT_OF_SERVICE)) {
      await patiently(() => forget(kube, pod), deadline);
    }
    progress(`waiting until Kubernetes gives up ${podNames(left, 3)}`);
    if (Date.now() > deadline) throw notDrained(node, left, [], timeout);
    await sleep(INTERVAL_MS);
  }
}

/** Deletes a pod that nothing runs any more, without a kubelet's word. */
async function forget(kube: KubeClient, { metadata: { name, namespace } }: Pod): Promise<void> {
  try {
    await kube.delete(`/api/v1/namespaces/${namespace}/pods/${name}?gracePeriodSeconds=0`);
  } catch (error) {
    if (!(error instanceof KubeError && error.status === 404)) throw error;
  }
}

/** Asks for a pod's eviction. Undefined when it was granted or the pod is gone, else why not yet. */
async function evict(kube: KubeClient, { metadata }: Pod): Promise<string | undefined> {
  const { name, namespace, uid } = metadata;
  try {
    await kube.create(`/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name, namespace },
      deleteOptions: { preconditions: { uid } },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    // Gone, or another pod has its name by now.
    if (error.status === 404 || error.status === 409) return undefined;
    // 429: a budget allows no disruption now. 500: two budgets match. 403: its namespace is being deleted.
    if ([403, 429, 500].includes(error.status)) return error.message.replace(/^\w+ \S+: /, "");
    throw error;
  }
}

/** While servers come and go, the load balancer may lead to one that has just left. */
async function patiently<T>(ask: () => Promise<T>, deadline: number): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isRefusal = error instanceof KubeError && error.status < 500 && error.status !== 429;
      if (isRefusal || Date.now() > deadline) throw error;
      await sleep(INTERVAL_MS);
    }
  }
}

function notDrained(
  node: string,
  left: readonly Pod[],
  refusals: readonly string[],
  timeout: number,
): LocoError {
  const why = refusals[0] === undefined ? "" : `: ${refusals[0]}`;
  return new LocoError(
    "NODE_NOT_DRAINED",
    `${podNames(left)} did not leave ${node} in ${minutes(timeout)}${why}`,
    {
      hint: [
        "the node stays closed to new pods; run the same command again to go on, with a longer --drain-timeout if need be",
        "kubectl get poddisruptionbudgets --all-namespaces shows what holds pods back; pods need another node to go to",
        `to leave it at that: kubectl uncordon ${node}`,
      ].join("\n"),
    },
  );
}
