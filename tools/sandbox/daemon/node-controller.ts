import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeClient, kubeClient } from "../../kubernetes/kube-client.ts";
import { accessOf } from "../../kubernetes/kubeconfig-access.ts";
import type { MachineStatus } from "../cloudstack/cloud.ts";
import { machineDir } from "../host/disk/machine-dir.ts";
import type { Host } from "../host/host-api.ts";

const UNINITIALIZED = "node.cloudprovider.kubernetes.io/uninitialized";
const INTERVAL_MS = 2_000;

/** What the controller works on. */
export interface NodeControllerOptions {
  readonly host: Pick<Host, "connect">;
  /** The host's folder, with the machines' disks. */
  readonly hostDir: string;
  readonly machines: () => readonly MachineStatus[];
  readonly log: (line: string) => void;
}

interface Node {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly providerID?: string; readonly taints?: readonly Taint[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface Taint {
  readonly key: string;
}

/**
 * Plays the part of the CloudStack CCM's node controller, because no addons run here: names each Node's machine, lifts the
 * `uninitialized` taint, and deletes NotReady Nodes whose machine is gone.
 *
 * @see https://github.com/kubernetes/cloud-provider/tree/master/controllers
 */
export function startNodeController(options: NodeControllerOptions): { stop(): void } {
  let stopped = false;
  let complaint = "";
  const loop = async () => {
    while (!stopped) {
      try {
        await reconcile(options);
        complaint = "";
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        if (text !== complaint) options.log(`node controller: ${text}`);
        complaint = text;
      }
      await sleep(INTERVAL_MS);
    }
  };
  void loop();
  return {
    stop() {
      stopped = true;
    },
  };
}

async function reconcile(options: NodeControllerOptions): Promise<void> {
  const machines = options.machines();
  const client = findApi(options, machines);
  if (client === undefined || !(await client.ready())) return;
  const { items } = await client.get<{ readonly items: readonly Node[] }>("/api/v1/nodes");
  for (const node of items) {
    const machine = machines.find(({ name }) => name === node.metadata.name);
    if (machine !== undefined) await initialise(client, node, machine);
    else if (!isReady(node)) await client.delete(`/api/v1/nodes/${node.metadata.name}`);
  }
}

/** A client to the API server of a running machine that is a server, with the credentials on its disk. */
function findApi(
  { host, hostDir }: NodeControllerOptions,
  machines: readonly MachineStatus[],
): KubeClient | undefined {
  for (const { id, state, privateIp } of machines) {
    const file = join(machineDir(hostDir, id).root, "etc/rancher/k3s/k3s.yaml");
    if (state !== "Running" || !existsSync(file)) continue;
    const access = { ...accessOf(readFileSync(file, "utf8")), server: `https://${privateIp}:6443` };
    return kubeClient(access, (address, port) => host.connect(address, port));
  }
  return undefined;
}

async function initialise(client: KubeClient, node: Node, machine: MachineStatus): Promise<void> {
  const path = `/api/v1/nodes/${node.metadata.name}`;
  const taints = node.spec.taints ?? [];
  if (node.spec.providerID !== undefined && !taints.some(({ key }) => key === UNINITIALIZED)) return;
  const addresses = [
    { type: "InternalIP", address: machine.privateIp },
    { type: "Hostname", address: machine.name },
  ];
  await client.patch(`${path}/status`, { status: { addresses } });
  await client.patch(path, {
    spec: {
      providerID: `external-cloudstack://${machine.id}`,
      taints: taints.filter(({ key }) => key !== UNINITIALIZED),
    },
  });
}

function isReady({ status }: Node): boolean {
  return status.conditions?.find(({ type }) => type === "Ready")?.status === "True";
}
