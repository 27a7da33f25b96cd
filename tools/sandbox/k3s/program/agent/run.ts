import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeClient, kubeClient } from "../../../../kubernetes/kube-client.ts";
import { type ClientAccess, kubeconfig } from "../../../../kubernetes/kubeconfig.ts";
import type { AgentSettings, NodeSettings } from "../config/settings.ts";
import type { Logger } from "../log.ts";
import type { Runtime } from "../runtime.ts";
import type { AgentConfig } from "../server/routes.ts";
import { connectWithRetries, type SupervisorClient, serverUrl } from "../supervisor-client.ts";
import { parseToken } from "../token.ts";
import { keepNodeAlive, registerNode } from "./kubelet.ts";
import { kubeletAccess } from "./kubelet-identity.ts";
import { prepareKwok } from "./kwok.ts";
import { type LoadBalancer, startLoadBalancer } from "./load-balancer.ts";

/** Runs `k3s agent`: resolves when the node is registered and its pods are looked after. */
export async function runAgent(settings: AgentSettings, runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const url = serverUrl(settings.server);
  const stateFile = join(settings.dataDir, "agent/etc/k3s-agent-load-balancer.json");
  const balancer = await startLoadBalancer(settings.lbPort, url.host, stateFile, log);
  runtime.onStop(() => balancer.close());
  const urls = () => balancer.servers().map((server) => `https://${server}`);
  const supervisor = await connectWithRetries(urls, parseToken(settings.token), "node", log);
  const config = JSON.parse(await supervisor.request("/v1-k3s/config")) as AgentConfig;
  const local = `https://127.0.0.1:${settings.lbPort}`;
  await runNode(settings, supervisor.at(local), local, config.CloudController, runtime);
  void followServers(supervisor.at(local), balancer, log, runtime.stopping);
}

/** Runs the node itself against an API server at `apiUrl`; servers do it too. */
export async function runNode(
  settings: NodeSettings,
  supervisor: SupervisorClient,
  apiUrl: string,
  builtInCloud: boolean,
  runtime: Runtime,
): Promise<void> {
  const { layout, log } = runtime;
  const access = await kubeletAccess(supervisor, settings, layout.nodePassword, apiUrl, log);
  const kube = kubeClient(access);
  await registerWithRetries(kube, settings, builtInCloud, log);
  void keepNodeAlive(kube, settings, log, runtime.stopping);
  const folder = join(settings.dataDir, "agent");
  const file = writeKubeconfig(folder, access);
  runtime.start("kwok", prepareKwok(join(folder, "etc/kwok.yaml"), file, settings.name, settings.ip));
}

async function registerWithRetries(
  kube: KubeClient,
  settings: NodeSettings,
  builtInCloud: boolean,
  log: Logger,
): Promise<void> {
  for (;;) {
    try {
      return await registerNode(kube, settings, builtInCloud, log);
    } catch (error) {
      log.error(`Unable to register node with API server: ${(error as Error).message}`);
    }
    await sleep(2000);
  }
}

function writeKubeconfig(folder: string, access: ClientAccess): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "kubelet.kubeconfig");
  writeFileSync(file, kubeconfig(access), { mode: 0o600 });
  return file;
}

/** Seconds between two looks at the list of servers. */
const followSeconds = 10;

async function followServers(
  supervisor: SupervisorClient,
  balancer: LoadBalancer,
  log: Logger,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      balancer.update(JSON.parse(await supervisor.request("/v1-k3s/apiservers")) as string[]);
    } catch (error) {
      log.error(`Failed to get list of apiservers from server: ${(error as Error).message}`);
    }
    await sleep(followSeconds * 1000, undefined, { signal: stopping }).catch(() => {});
  }
}
