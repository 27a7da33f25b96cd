import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type KubeClient, KubeError } from "../../kubernetes/kube-client.ts";
import { askCluster, type KubernetesNode } from "./observe-kubernetes.ts";

/** How often a call is made whose connection was cut or refused. */
const TRIES = 4;

/**
 * A client that bears what is ordinary while servers come and go: the load balancer leads to one that has just left, or
 * a server has lost etcd's leader for a moment. Every call may be made twice: an eviction of a pod that is leaving, too.
 * Refusals stay what they are; silence becomes API_UNREACHABLE. `pause` is the time between tries, in milliseconds.
 */
export function patientClient(client: KubeClient, server: string, pause = 2_000): KubeClient {
  async function patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let left = TRIES - 1; ; left -= 1) {
      try {
        return await call();
      } catch (error) {
        const isAnswer = error instanceof KubeError;
        if (isAnswer && (left === 0 || ![502, 503, 504].includes(error.status))) throw error;
        if (left === 0) throw unreachable(server, error);
        await sleep(pause);
      }
    }
  }
  return {
    get: (path) => patiently(() => client.get(path)),
    getText: (path) => patiently(() => client.getText(path)),
    find: (path) => patiently(() => client.find(path)),
    create: (path, object) => patiently(() => client.create(path, object)),
    put: (path, object) => patiently(() => client.put(path, object)),
    patch: (path, change) => patiently(() => client.patch(path, change)),
    strategicPatch: (path, change) => patiently(() => client.strategicPatch(path, change)),
    delete: (path) => patiently(() => client.delete(path)),
    ready: () => client.ready(),
  };
}

/** For how long an API is asked again that does not answer or is not ready, in milliseconds: servers come and go. */
const PATIENCE = 20_000;

/** How long to go on asking, in milliseconds. */
interface Patience {
  readonly patience?: number;
  readonly pause?: number;
}

/** Asks until somebody answers or patience ends; then what was said last is the answer. */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  isAnswer: (said: T) => boolean,
  { patience = PATIENCE, pause = 2_000 }: Patience = {},
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const said = await ask();
    if (isAnswer(said) || Date.now() > deadline) return said;
    await sleep(pause);
  }
}

/**
 * The Nodes, asked for patiently.
 *
 * @throws LocoError API_UNREACHABLE
 */
export async function patientNodes(
  client: KubeClient,
  server: string,
  limits?: Patience,
): Promise<readonly KubernetesNode[]> {
  const answer = await untilAnswered(
    () => askCluster(client, server),
    ({ kind }) => kind === "known",
    limits,
  );
  if (answer.kind === "known") return answer.value.nodes;
  throw new LocoError("API_UNREACHABLE", answer.problem);
}

function unreachable(server: string, cause: unknown): LocoError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new LocoError("API_UNREACHABLE", `no answer from ${server}: ${words}`, {
    hint: "npx loco platform status tells what is known; the same command goes on once the API answers",
    cause,
  });
}
