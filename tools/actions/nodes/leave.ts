import { LocoError } from "../../../platform/errors/loco-error.ts";
import { leaveLoadBalancer } from "./balancer.ts";
import { abandonPods, cordon, evictPods, leavingPods } from "./drain.ts";
import { describeLosses, type Loss, lossesOf } from "./drain-pods.ts";
import type { ObservedNode } from "./observe.ts";
import type { Steps } from "./steps.ts";
import type { World } from "./world.ts";

/** How the pods of a node leave it. */
type WayOut =
  /** It has no Node, so it has no pods. */
  | "empty"
  /** Politely, by eviction: its kubelet ends them. */
  | "evict"
  /** Its machine is off, so nothing of them runs. */
  | "abandon"
  /** Nobody knows what runs on it, so its machine is stopped before they are given up. */
  | "stop";

const OFF = ["Stopped", "Destroyed", "Expunging", "Error"];

/**
 * How the pods of a node can leave it without ever running twice.
 *
 * @throws LocoError NODE_REFUSED while its machine is between two states
 */
function wayOut({ slot, kubernetes, machine }: ObservedNode): WayOut {
  if (kubernetes === undefined) return "empty";
  if (machine === undefined || OFF.includes(machine.state)) return "abandon";
  if (machine.state === "Running") return kubernetes.ready ? "evict" : "stop";
  throw new LocoError("NODE_REFUSED", `the machine of ${slot} is ${machine.state}`, {
    hint: "wait until it is Running or Stopped, and run this again",
  });
}

/** What is lost when these nodes leave, for a person who has to agree; none when nothing is. */
export async function lossesOnLeaving(
  { kube }: World,
  nodes: readonly ObservedNode[],
): Promise<readonly Loss[]> {
  const losses: Loss[] = [];
  for (const node of nodes) {
    const way = wayOut(node);
    if (way === "stop") {
      const line = `${node.slot} does not answer and its machine runs: it is stopped, and its pods end without warning`;
      losses.push({ line, of: [`machine of ${node.slot}`] });
    }
    const name = node.kubernetes?.name;
    if (name === undefined) continue;
    for (const { line, of } of describeLosses(lossesOf(await leavingPods(kube, name))))
      losses.push({ line: `${node.slot}: ${line}`, of });
  }
  return losses;
}

/** Empties a node: no more requests to its API, no new pods, no pods. Each part may have been done before. */
export async function emptyNode(world: World, steps: Steps, node: ObservedNode): Promise<void> {
  const { slot, role, machine, kubernetes } = node;
  const way = wayOut(node);
  if (role === "server" && machine !== undefined) {
    if (await leaveLoadBalancer(world.cloud, world.stack, machine.id)) {
      const left = { node: slot, step: "left-load-balancer", detail: machine.name } as const;
      steps.note(left, `    ${slot} is out of the API's load balancer`);
    }
  }
  if (kubernetes === undefined) return;
  const { name } = kubernetes;
  if (way === "stop" && machine !== undefined) {
    await steps.take(
      { node: slot, step: "machine-stopped", detail: machine.name },
      `stopping ${machine.name}`,
      () => world.cloud.run("stopVirtualMachine", { id: machine.id, forced: true }),
    );
  }
  await cordon(world.kube, name);
  const drain = { kube: world.kube, node: name, timeout: world.drainTimeout };
  if (way === "evict") {
    await steps.take({ node: slot, step: "drained", detail: name }, `draining ${name}`, (progress) =>
      evictPods({ ...drain, progress }),
    );
    return;
  }
  await steps.take(
    { node: slot, step: "pods-abandoned", detail: name },
    `giving up the pods of ${name}`,
    (progress) => abandonPods({ ...drain, progress }),
  );
}
