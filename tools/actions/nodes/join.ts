import { setTimeout as sleep } from "node:timers/promises";
import type { Node } from "../../../platform/config/topology.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type KubeClient, KubeError } from "../../kubernetes/kube-client.ts";
import { minutes } from "./minutes.ts";
import type { KubernetesNode } from "./observe-kubernetes.ts";
import { votersOf } from "./quorum.ts";
import type { World } from "./world.ts";

const INTERVAL_MS = 2_000;

/** As observe-kubernetes.ts says it of a Node that the cloud controller has not seen. */
const UNINITIALIZED = "waits for the cloud controller";

/** What a node still lacks until it is a whole part of the cluster; undefined when it lacks nothing. */
function missingToJoin(wanted: Node, nodes: readonly KubernetesNode[]): string | undefined {
  const { name, role } = wanted;
  const node = nodes.find((one) => one.name === name);
  if (node === undefined) return `${name} has not joined yet`;
  if (!node.ready) return `${name}: ${node.troubles[0] ?? "is not Ready"}`;
  if (role === "server" && !votersOf(nodes).some((voter) => voter.name === name && voter.healthy)) {
    return `${name} does not vote in etcd yet`;
  }
  if (node.troubles.includes(UNINITIALIZED)) return `${name} ${UNINITIALIZED}`;
  const stem = name.replace(/\d+$/, "");
  const old = nodes.find((one) => one.name !== name && one.name.replace(/\d+$/, "") === stem);
  return old === undefined ? undefined : `${old.name} is still in the cluster`;
}

/**
 * Waits until a node is Ready, a server votes in etcd, and the Node of its earlier life is gone.
 *
 * @throws LocoError NODE_NOT_JOINED with what is missing, when the time is over
 */
export async function waitUntilJoined(
  world: World,
  wanted: Node,
  progress: (detail: string) => void,
): Promise<void> {
  const missing = await waitFor(world, progress, (nodes) => missingToJoin(wanted, nodes));
  if (missing !== undefined) throw notJoined(world, wanted, missing);
}

/**
 * Looks at the Nodes until `lacking` finds nothing that is missing. When the time is over, it returns what still is.
 */
export async function waitFor(
  world: World,
  progress: (detail: string) => void,
  lacking: (nodes: readonly KubernetesNode[]) => string | undefined,
): Promise<string | undefined> {
  const deadline = Date.now() + world.timeout;
  for (;;) {
    const lack = await world.nodes().then(lacking, unreachable);
    if (lack === undefined || Date.now() > deadline) return lack;
    progress(lack);
    await sleep(INTERVAL_MS);
  }
}

/** The load balancer may lead to a server that has just left. */
function unreachable(error: unknown): string {
  if (error instanceof LocoError && error.code === "API_UNREACHABLE") return error.message;
  throw error;
}

/** Deletes a Node that may be gone already. */
export async function deleteNode(kube: KubeClient, name: string): Promise<void> {
  try {
    await kube.delete(`/api/v1/nodes/${name}`);
  } catch (error) {
    if (!(error instanceof KubeError && error.status === 404)) throw error;
  }
}

/** When each Node was made, as an age in milliseconds by this machine's clock. */
export async function nodeAges(kube: KubeClient): Promise<ReadonlyMap<string, number>> {
  const { items } = await kube.get<{
    readonly items: readonly {
      readonly metadata: { readonly name: string; readonly creationTimestamp: string };
    }[];
  }>("/api/v1/nodes");
  return new Map(
    items.map(({ metadata }) => [metadata.name, Date.now() - Date.parse(metadata.creationTimestamp)]),
  );
}

function notJoined({ env, timeout }: World, wanted: Node, missing: string): LocoError {
  const { name } = wanted;
  return new LocoError("NODE_NOT_JOINED", `${missing}, after ${minutes(timeout)}`, {
    hint: [
      env.LOCO_ENV === "sandbox"
        ? `npx loco sandbox console ${name} shows what the machine says`
        : `the console of ${name} in CloudStack (Compute, Instances, View console) shows what the machine says`,
      "the same command goes on waiting, for as long as --timeout says",
      "to give this machine up and make another one: --again",
    ].join("\n"),
  });
}
