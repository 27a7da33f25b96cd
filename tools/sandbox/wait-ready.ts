import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { kubeClient } from "../kubernetes/kube-client.ts";
import { accessOf } from "../kubernetes/kubeconfig-access.ts";

interface Node {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly taints?: readonly { readonly key: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** How long a first boot may take, in milliseconds. */
const TIMEOUT_MS = 180_000;

/**
 * Waits until the API says that it is ready and every named node is Ready and open to pods.
 *
 * @throws LocoError SANDBOX_NOT_READY naming what is missing.
 */
export async function waitUntilReady(
  kubeconfig: string,
  nodes: readonly string[],
  progress: (detail: string) => void,
): Promise<void> {
  const client = kubeClient(accessOf(kubeconfig));
  const deadline = Date.now() + TIMEOUT_MS;
  let missing = "the Kubernetes API";
  while (Date.now() < deadline) {
    // One after the other server answers, and not all are ready at once.
    const answer = await client
      .get<{ readonly items: readonly Node[] }>("/api/v1/nodes")
      .catch(() => undefined);
    if (answer !== undefined) {
      const { items } = answer;
      const waiting = nodes.filter(
        (name) => !items.some((node) => node.metadata.name === name && isReady(node)),
      );
      if (waiting.length === 0) return;
      missing = waiting.join(", ");
    }
    progress(`waiting for ${missing}`);
    await sleep(300);
  }
  throw new LocoError(
    "SANDBOX_NOT_READY",
    `${missing} did not become ready in ${TIMEOUT_MS / 60_000} minutes`,
    {
      hint: "npx loco sandbox console <node> shows what the node says",
    },
  );
}

/** Taints of a node that is still being initialised. */
const PASSING = ["node.cloudprovider.kubernetes.io/uninitialized", "node.kubernetes.io/not-ready"];

function isReady({ spec, status }: Node): boolean {
  if (spec.taints?.some(({ key }) => PASSING.includes(key))) return false;
  return status.conditions?.find(({ type }) => type === "Ready")?.status === "True";
}
