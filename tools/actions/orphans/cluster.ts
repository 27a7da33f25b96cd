import { LocoError } from "../../../platform/errors/loco-error.ts";
import { kubeClient } from "../../kubernetes/kube-client.ts";
import { accessOf } from "../../kubernetes/kubeconfig-access.ts";
import { deleteNode } from "../nodes/join.ts";
import type { KubernetesNode } from "../nodes/observe-kubernetes.ts";
import { patientClient, patientNodes } from "../nodes/patient-client.ts";
import { API_BALANCER } from "../nodes/stray-changes.ts";
import type { StateRecord } from "../stack/state-record.ts";

/** The cluster that machines which state does not know may be part of. */
export interface Cluster {
  /** Errors: API_UNREACHABLE. */
  nodes(): Promise<readonly KubernetesNode[]>;
  /** Deletes a Node that may be gone already; k3s lets a server's go when its etcd member has left. */
  deleteNode(name: string): Promise<void>;
}

/** Connects to the cluster of a kubeconfig, when it is first asked. */
export function connectCluster(kubeconfig: string): Cluster {
  const access = accessOf(kubeconfig);
  const client = kubeClient(access);
  const kube = patientClient(client, access.server);
  return {
    nodes: () => patientNodes(client, access.server),
    deleteNode: (name) => deleteNode(kube, name),
  };
}

/**
 * The cluster that machines may be part of; undefined when nobody can have put anything into one yet. The API's balancer
 * rule needs every server's machine, so a first deploy that ended before has none, and whatever its servers began among
 * themselves was never reached from outside. `ruleLeft` says that there is one which state does not know. Without a
 * kubeconfig in state, the cluster does not answer.
 */
export function clusterOf(
  record: StateRecord | undefined,
  ruleLeft: boolean,
  connect: (kubeconfig: string) => Cluster,
): Cluster | undefined {
  const isReached = (record?.resources ?? []).some(
    ({ address, type }) => address === API_BALANCER || /^(helm|kubernetes)_/.test(type),
  );
  if (!isReached && !ruleLeft) return undefined;
  const kubeconfig = record?.outputs.kubeconfig;
  if (typeof kubeconfig === "string") return connect(kubeconfig);
  const nodes = async () => {
    throw new LocoError("API_UNREACHABLE", "the state has no kubeconfig among its outputs");
  };
  return { nodes, deleteNode: nodes };
}
