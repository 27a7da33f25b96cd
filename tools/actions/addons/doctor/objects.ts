import type { HelmRelease } from "../../../kubernetes/helm-release.ts";

interface Meta {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A Deployment, StatefulSet, DaemonSet or Job. */
export interface Workload {
  readonly kind: string;
  readonly metadata: Meta;
  readonly spec: {
    readonly replicas?: number;
    readonly completions?: number;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly updatedNumberScheduled?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
    readonly succeeded?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: Ended;
  };
  readonly lastState?: { readonly terminated?: Ended };
}

interface Ended {
  readonly reason?: string;
  readonly exitCode: number;
}

export interface Pod {
  readonly metadata: Meta & { readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface Claim {
  readonly metadata: Meta;
  readonly status?: { readonly phase?: string };
}

export interface Service {
  readonly metadata: Meta;
  readonly spec: { readonly type?: string };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly object[] } };
}

export interface ClusterEvent {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject: { readonly kind?: string; readonly name?: string };
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** What the cluster says of one release. */
export interface ReleaseFacts {
  readonly name: string;
  readonly namespace: string;
  /** Undefined when it was never installed. */
  readonly release: HelmRelease | undefined;
  /** Those of its namespace, other releases' in it included. */
  readonly workloads: readonly Workload[];
  readonly pods: readonly Pod[];
  readonly claims: readonly Claim[];
  readonly services: readonly Service[];
  readonly events: readonly ClusterEvent[];
}
