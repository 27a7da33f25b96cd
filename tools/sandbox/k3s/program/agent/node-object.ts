import { arch, release } from "node:os";
import type { NodeSettings } from "../config/settings.ts";
import type { Taint } from "../labels.ts";

/** The taint that a node carries until a cloud controller manager has looked at it. */
const uninitialized: Taint = {
  key: "node.cloudprovider.kubernetes.io/uninitialized",
  value: "true",
  effect: "NoSchedule",
};

/** Holds a deleted Node until a server has forgotten its password. k3s's servers add it to every Node a moment later. */
export const nodeFinalizer = "wrangler.cattle.io/node";

/** What the machine is, as far as a Node tells. */
export interface MachineFacts {
  readonly cpus: number;
  readonly memoryBytes: number;
  /** k3s's version, `v1.34.3+k3s1`. */
  readonly version: string;
  /** `amd64` or `arm64`. */
  readonly arch: string;
}

/** Go's name of this machine's processor architecture. */
export function goArch(): string {
  return arch() === "x64" ? "amd64" : arch();
}

/** Labels that the kubelet sets, under those of `node-label`. */
export function nodeLabels(
  settings: NodeSettings,
  facts: MachineFacts,
  builtInCloud: boolean,
): Record<string, string> {
  return {
    "beta.kubernetes.io/arch": facts.arch,
    "beta.kubernetes.io/os": "linux",
    "kubernetes.io/arch": facts.arch,
    "kubernetes.io/hostname": settings.name,
    "kubernetes.io/os": "linux",
    ...(builtInCloud
      ? { "beta.kubernetes.io/instance-type": "k3s", "node.kubernetes.io/instance-type": "k3s" }
      : {}),
    ...settings.labels,
  };
}

/**
 * The Node that a kubelet registers.
 *
 * With `cloud-provider=external` it has no providerID, carries the `uninitialized` taint and names its address in an
 * annotation for the cloud controller manager (pkg/kubelet/kubelet_node_status.go). With k3s's own cloud controller,
 * which needs no cloud to ask, it is born as that controller would leave it.
 */
export function nodeObject(settings: NodeSettings, facts: MachineFacts, builtInCloud: boolean): object {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: settings.name,
      finalizers: [nodeFinalizer],
      labels: nodeLabels(settings, facts, builtInCloud),
      annotations: {
        ...(settings.externalCloud ? { "alpha.kubernetes.io/provided-node-ip": settings.ip } : {}),
        "k3s.io/hostname": settings.name,
        "k3s.io/internal-ip": settings.ip,
        // As a kubelet says by default: kube-controller-manager has volumes attached for it.
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
      },
    },
    spec: {
      ...(builtInCloud ? { providerID: `k3s://${settings.name}` } : {}),
      taints: settings.externalCloud ? [uninitialized, ...settings.taints] : settings.taints,
    },
  };
}

const conditions = [
  ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
] as const;

/** The status that a kubelet keeps reporting. */
export function nodeStatus(settings: NodeSettings, facts: MachineFacts, now: Date, readySince: Date): object {
  const resources = {
    cpu: String(facts.cpus),
    memory: `${Math.floor(facts.memoryBytes / 1024)}Ki`,
    "ephemeral-storage": "20Gi",
    pods: "110",
  };
  return {
    addresses: [
      { type: "InternalIP", address: settings.ip },
      { type: "Hostname", address: settings.name },
    ],
    allocatable: resources,
    capacity: resources,
    conditions: conditions.map(([type, status, reason, message]) => ({
      type,
      status,
      reason,
      message,
      lastHeartbeatTime: timestamp(now),
      lastTransitionTime: timestamp(readySince),
    })),
    nodeInfo: {
      architecture: facts.arch,
      bootID: "",
      containerRuntimeVersion: "kwok://sandbox",
      kernelVersion: release(),
      kubeProxyVersion: "",
      kubeletVersion: facts.version,
      machineID: "",
      operatingSystem: "linux",
      osImage: "Loco sandbox",
      systemUUID: "",
    },
  };
}

/** A time as Kubernetes writes it, in whole seconds. */
function timestamp(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
