import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { CloudstackClient } from "../../cloudstack/client.ts";
import { connectCloudstack } from "../../cloudstack/connect.ts";
import type { Ask } from "../../console/ask.ts";
import type { Reporter } from "../../console/reporter.ts";
import { type KubeClient, kubeClient } from "../../kubernetes/kube-client.ts";
import { accessOf } from "../../kubernetes/kubeconfig-access.ts";
import { readKubeconfig } from "../kubeconfig.ts";
import { openStack, type Stack } from "../stack/stack.ts";
import type { ObservedPlatform } from "./observe.ts";
import type { KubernetesNode } from "./observe-kubernetes.ts";
import { observePlatform } from "./observe-platform.ts";
import { patientClient, patientNodes, untilAnswered } from "./patient-client.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** What a person may say about how nodes are replaced and removed. */
export interface NodeOptions {
  /** Milliseconds for pods to leave a node. */
  readonly drainTimeout: number;
  /** Milliseconds for a new node to join, or an old one to leave the cluster. */
  readonly timeout: number;
  /** Go on without asking. */
  readonly yes: boolean;
}

/** What replacing and removing nodes is given. */
export interface NodeCommand extends NodeOptions {
  readonly projectDir: string;
  readonly env: Env;
  readonly reporter: Reporter;
  /** Absent where nobody can answer. */
  readonly ask: Ask | undefined;
}

/** The platform that nodes are replaced in, by all its interfaces. */
export interface World extends NodeCommand {
  readonly stack: Stack;
  readonly cloud: CloudstackClient;
  readonly kube: KubeClient;
  /** Looks at the platform anew. Errors: those of {@link openWorld}. */
  look(): Promise<ObservedPlatform>;
  /** Asks Kubernetes alone, which is quicker. Errors: API_UNREACHABLE. */
  nodes(): Promise<readonly KubernetesNode[]>;
}

/**
 * Opens a deployed platform whose state, CloudStack and Kubernetes API all answer.
 *
 * @throws LocoError STACK_NOT_DEPLOYED, STATE_UNREADABLE, TOOL_MISSING, CLOUDSTACK_*, API_UNREACHABLE, CONFIG_*
 */
export async function openWorld(command: NodeCommand): Promise<World> {
  const { projectDir, env } = command;
  const cloud = connectCloudstack(env);
  const stack = await openStack(projectDir, env);
  const access = accessOf(await readKubeconfig(stack));
  const look = async () => {
    const platform = await untilAnswered(
      () => observePlatform(projectDir, env),
      ({ api }) => api.reachable,
    );
    if (platform.state.problem !== undefined) throw new LocoError("STATE_UNREADABLE", platform.state.problem);
    if (!platform.cloud.reachable) {
      throw new LocoError("CLOUDSTACK_UNREACHABLE", platform.cloud.problem ?? "CloudStack does not answer");
    }
    if (!platform.api.reachable) {
      throw new LocoError("API_UNREACHABLE", platform.api.problem ?? `no answer from ${access.server}`, {
        hint: "npx loco platform status tells what is known; this machine's address must be in api_lb_allowed_cidrs",
      });
    }
    return platform;
  };
  const client = kubeClient(access);
  const kube = patientClient(client, access.server);
  const nodes = () => patientNodes(client, access.server);
  return { ...command, stack, cloud, kube, look, nodes };
}

/**
 * Asks before something that cannot be undone.
 *
 * @throws LocoError NOT_CONFIRMED when the answer is not yes, or nobody can answer and --yes was not given
 */
export async function agree(
  { yes, ask, reporter }: NodeCommand,
  lines: readonly string[],
  question: string,
): Promise<void> {
  if (!yes && ask === undefined) {
    throw new LocoError("NOT_CONFIRMED", ["this is not done without a confirmation:", ...lines].join("\n"), {
      hint: "read this, then add --yes",
    });
  }
  for (const line of lines) reporter.info(line);
  if (yes || /^y(es)?$/i.test((await ask?.(`${question} [y/N]`)) ?? "")) return;
  throw new LocoError("NOT_CONFIRMED", "not confirmed, so not done", { hint: "run it again when it suits" });
}
