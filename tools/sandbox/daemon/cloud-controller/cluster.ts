import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type KubeClient, kubeClient } from "../../../kubernetes/kube-client.ts";
import { accessOf } from "../../../kubernetes/kubeconfig-access.ts";
import type { MachineStatus } from "../../cloudstack/cloud.ts";
import { machineDir } from "../../host/disk/machine-dir.ts";
import type { Host } from "../../host/host-api.ts";

/** The cluster that the controllers work for, and the machines that it runs on. */
export interface Cluster {
  readonly kube: KubeClient;
  readonly machines: readonly MachineStatus[];
  /** The CloudStack project that it is in, as cloud-config names it. */
  readonly projectId: string | undefined;
}

export interface ClusterSource {
  readonly host: Pick<Host, "connect">;
  /** The host's folder, with the machines' disks. */
  readonly hostDir: string;
  readonly machines: () => readonly MachineStatus[];
}

/** Finds the API server of a running machine that is a server, by the credentials on its disk; undefined while none is ready. */
export function clusterFinder({
  host,
  hostDir,
  machines,
}: ClusterSource): () => Promise<Cluster | undefined> {
  // A client keeps connections open, so there is one for as long as the server stays the same.
  let known: { readonly key: string; readonly kube: KubeClient } | undefined;
  return async () => {
    const found = machines();
    for (const { id, state, privateIp, projectId } of found) {
      const file = join(machineDir(hostDir, id).root, "etc/rancher/k3s/k3s.yaml");
      if (state !== "Running" || !existsSync(file)) continue;
      const kubeconfig = readFileSync(file, "utf8");
      const key = `${id} ${kubeconfig}`;
      if (known?.key !== key) {
        const access = { ...accessOf(kubeconfig), server: `https://${privateIp}:6443` };
        known = { key, kube: kubeClient(access, (address, port) => host.connect(address, port)) };
      }
      const { kube } = known;
      return (await kube.ready()) ? { kube, machines: found, projectId: projectId ?? undefined } : undefined;
    }
    return undefined;
  };
}
