import { type KubeClient, KubeError } from "../../kubernetes/kube-client.ts";
import type { Answer, ClusterFacts } from "./observe.ts";

/** A Node, in the words that matter here. */
export interface KubernetesNode {
  readonly name: string;
  readonly ready: boolean;
  /** False when it is cordoned. */
  readonly schedulable: boolean;
  /** The kubelet's version: `v1.36.3+k3s1`. */
  readonly version: string;
  readonly ip: string;
  /** Whether it runs as a server. */
  readonly server: boolean;
  /** Its part in etcd; absent for agents, and for a server that is no member or of which k3s does not say it yet. */
  readonly etcd?: "voter" | "learner";
  /** What is wrong with it, most important first: `NotReady for 3 min: kubelet stopped posting node status`. */
  readonly troubles: readonly string[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** A Node as the API shows it, as far as it is looked at. */
export interface NodeObject {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: { readonly unschedulable?: boolean; readonly taints?: readonly { readonly key: string }[] };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: { readonly kubeletVersion?: string };
  };
}

/** Set by k3s on the servers' Nodes: whether the etcd member votes. @see https://github.com/k3s-io/k3s/blob/main/pkg/etcd/etcd.go */
const ETCD_CONDITION = "EtcdIsVoter";
const ETCD_LABEL = "node-role.kubernetes.io/etcd";
const SERVER_LABEL = "node-role.kubernetes.io/control-plane";
const UNINITIALIZED = "node.cloudprovider.kubernetes.io/uninitialized";

const PRESSURES: Readonly<Record<string, string>> = {
  MemoryPressure: "is short of memory",
  DiskPressure: "is short of disk",
  PIDPressure: "is short of process ids",
  NetworkUnavailable: "has no network",
};

/** Asks the API server for its version and its Nodes. */
export async function askCluster(client: KubeClient, server: string): Promise<Answer<ClusterFacts>> {
  const ask = async () => {
    const [version, list] = await Promise.all([
      client.get<{ readonly gitVersion: string }>("/version"),
      client.get<{ readonly items: readonly NodeObject[] }>("/api/v1/nodes"),
    ]);
    const now = new Date();
    return {
      server,
      version: version.gitVersion,
      nodes: list.items.map((item) => kubernetesNode(item, now)),
    };
  };
  try {
    // The load balancer may not have dropped a server yet that has just stopped; the second try gets another one.
    const again = (error: unknown) => (isCut(error) ? ask() : Promise.reject(error));
    return { kind: "known", value: await ask().catch(again) };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const problem =
      error instanceof KubeError
        ? `${server} answers with an error: ${words}`
        : `no answer from ${server}: ${words}`;
    return { kind: "unknown", problem };
  }
}

/** Whether a connection was refused or cut, as opposed to an answer or to silence. */
function isCut(error: unknown): boolean {
  return ["ECONNREFUSED", "ECONNRESET", "EPIPE"].includes(
    String((error as { readonly code?: unknown }).code),
  );
}

/** Reads a Node; `now` is what the time of its troubles is counted from. */
export function kubernetesNode({ metadata, spec, status }: NodeObject, now: Date): KubernetesNode {
  const labels = metadata.labels ?? {};
  const conditions = status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === "Ready");
  const etcd = conditions.find(({ type }) => type === ETCD_CONDITION);
  const vote = voteOf(etcd);
  return {
    name: metadata.name,
    ready: ready?.status === "True",
    schedulable: spec?.unschedulable !== true,
    version: status?.nodeInfo?.kubeletVersion ?? "",
    ip: status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "",
    server: ETCD_LABEL in labels || SERVER_LABEL in labels,
    ...(vote === undefined ? {} : { etcd: vote }),
    troubles: [
      ...readinessTrouble(ready, now),
      ...etcdTrouble(etcd),
      ...conditions.flatMap(({ type, status }) => (status === "True" ? (PRESSURES[type] ?? []) : [])),
      ...(spec?.taints?.some(({ key }) => key === UNINITIALIZED) ? ["waits for the cloud controller"] : []),
      ...(metadata.deletionTimestamp === undefined ? [] : ["is being deleted"]),
    ],
  };
}

function readinessTrouble(ready: Condition | undefined, now: Date): string[] {
  if (ready === undefined) return ["has not reported yet"];
  if (ready.status === "True") return [];
  const since = Date.parse(ready.lastTransitionTime ?? "");
  const time = Number.isNaN(since) ? "" : ` for ${duration((now.getTime() - since) / 1000)}`;
  const why = ready.message || ready.reason;
  return [
    `NotReady${time}${why ? `: ${why.charAt(0).toLowerCase()}${why.slice(1).replace(/\.$/, "")}` : ""}`,
  ];
}

/** An unhealthy member still counts: etcd's majority is of all that may vote. */
function voteOf(etcd: Condition | undefined): KubernetesNode["etcd"] {
  if (etcd === undefined || etcd.reason === "NotAMember") return undefined;
  return etcd.reason === "MemberIsLearner" ? "learner" : "voter";
}

function etcdTrouble(etcd: Condition | undefined): string[] {
  if (etcd === undefined || etcd.status === "True" || etcd.reason === "MemberIsLearner") return [];
  return [etcd.reason === "NotAMember" ? "is no etcd member" : "its etcd member does not answer"];
}

/** A duration in one unit, from `0 s` to days. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 2 * 3600) return `${Math.floor(whole / 60)} min`;
  return whole < 48 * 3600 ? `${Math.floor(whole / 3600)} h` : `${Math.floor(whole / 86_400)} days`;
}
