import { setTimeout as sleep } from "node:timers/promises";
import type { PlatformConfig } from "../../../platform/config/platform-config.gen.ts";
import { requirePlatform } from "../../../platform/read-platform.ts";
import type { CloudstackClient } from "../../cloudstack/client.ts";
import { connectCloudstack } from "../../cloudstack/connect.ts";
import { kubeClient } from "../../kubernetes/kube-client.ts";
import { accessOf } from "../../kubernetes/kubeconfig-access.ts";
import { openStack } from "../stack/stack.ts";
import { kubeconfigOfState } from "../stack/state-kubeconfig.ts";
import type { StateRecord } from "../stack/state-record.ts";
import { type Answer, type ClusterFacts, joinSources, type ObservedPlatform } from "./observe.ts";
import { askCluster } from "./observe-kubernetes.ts";
import { findMachines, listMachines, type Machine } from "./observe-machines.ts";
import { type DeployedNodes, deployedNodes } from "./observe-state.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** How long a source may take, in seconds. State is read by Terraform, which may have to initialise itself first. */
const LIMITS = { state: 60, cloudstack: 10, kubernetes: 10 } as const;

/**
 * Looks at a platform from all sides: platform.toml with the overlay of LOCO_ENV, the stack's state, CloudStack and
 * Kubernetes. A source that cannot be asked is a finding in the result.
 *
 * @throws LocoError CONFIG_MISSING, CONFIG_INVALID
 */
export async function observePlatform(projectDir: string, env: Env): Promise<ObservedPlatform> {
  const { config } = requirePlatform(projectDir, env.LOCO_ENV);
  const record = within(LIMITS.state, "the state", async () => {
    const stack = await openStack(projectDir, env);
    return known((await stack.record()) ?? NEVER_DEPLOYED);
  });
  const state = record.then((answer) =>
    answer.kind === "known" ? known(deployedNodes(answer.value.resources, config.name)) : answer,
  );
  const [recorded, machines, cluster] = await Promise.all([
    state,
    askMachines(config, env, state),
    record.then(askKubernetes),
  ]);
  return joinSources(config, { state: recorded, machines, cluster, clock: new Date() }, env.LOCO_ENV);
}

const NEVER_DEPLOYED: Pick<StateRecord, "resources" | "outputs"> = { resources: [], outputs: {} };

async function askMachines(
  config: PlatformConfig,
  env: Env,
  state: Promise<Answer<DeployedNodes>>,
): Promise<Answer<readonly Machine[]>> {
  const ask = (list: (client: CloudstackClient) => Promise<readonly Machine[]>) =>
    within(LIMITS.cloudstack, "CloudStack", async () =>
      known(await list(connectCloudstack(env, { timeoutMs: LIMITS.cloudstack * 1000 }))),
    );
  const [tagged, deployed] = await Promise.all([ask((client) => listMachines(client, config)), state]);
  if (tagged.kind === "unknown" || deployed.kind === "unknown") return tagged;
  const ids = [...deployed.value.nodes.values()].flatMap(({ machineId }) => machineId ?? []);
  const missing = ids.filter((id) => !tagged.value.some((machine) => machine.id === id));
  const untagged = await ask((client) => findMachines(client, config, missing));
  return untagged.kind === "unknown" ? untagged : known([...tagged.value, ...untagged.value]);
}

async function askKubernetes(
  record: Answer<Pick<StateRecord, "resources" | "outputs">>,
): Promise<Answer<ClusterFacts>> {
  if (record.kind === "unknown") {
    return {
      kind: "unknown",
      problem: "its address and credentials are in the state, which could not be read",
    };
  }
  const kubeconfig = record.value.outputs.kubeconfig ?? kubeconfigOfState(record.value);
  if (typeof kubeconfig !== "string") {
    return {
      kind: "unknown",
      problem: "the state has no kubeconfig among its outputs; the platform is not deployed",
    };
  }
  const access = accessOf(kubeconfig);
  return within(LIMITS.kubernetes, access.server, () => askCluster(kubeClient(access), access.server));
}

const known = <T>(value: T): Answer<T> => ({ kind: "known", value });

/** Waits for a source, but not for long; whatever goes wrong becomes words. */
async function within<T>(seconds: number, name: string, ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
  const silence = new AbortController();
  const late = sleep(seconds * 1000, undefined, { signal: silence.signal, ref: false }).then(
    (): Answer<T> => ({ kind: "unknown", problem: `${name} did not answer within ${seconds} s` }),
  );
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    return { kind: "unknown", problem: wordsOf(error) };
  } finally {
    late.catch(() => {});
    silence.abort();
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
