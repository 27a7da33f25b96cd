import { newestRevision, type ReleaseSecret } from "../../../kubernetes/helm-release.ts";
import type { KubeClient } from "../../../kubernetes/kube-client.ts";
import type { ReadLog } from "./diagnose.ts";
import type { Claim, ClusterEvent, Pod, ReleaseFacts, Service, Workload } from "./objects.ts";

interface List<T> {
  readonly items: readonly T[];
}

/** A Helm release, by its name and where it is. */
export interface Place {
  readonly name: string;
  /** Of Kubernetes. */
  readonly namespace: string;
}

/** How many lines of a log are shown. */
const LOG_LINES = 4;

/** Asks the cluster for everything that tells how a release is. */
export async function observeRelease(
  client: Pick<KubeClient, "get">,
  { name, namespace }: Place,
): Promise<ReleaseFacts> {
  const list = async <T>(group: string, resource: string, query = "") =>
    (await client.get<List<T>>(`/${group}/namespaces/${namespace}/${resource}${query}`)).items;
  const workloads = async (group: string, resource: string, kind: string) =>
    // Items of a list do not say their kind.
    (await list<Workload>(group, resource)).map((workload) => ({ ...workload, kind }));
  const [secrets, deployments, sets, daemons, jobs, pods, claims, services, events] = await Promise.all([
    list<ReleaseSecret>("api/v1", "secrets", `?labelSelector=owner%3Dhelm%2Cname%3D${name}`),
    workloads("apis/apps/v1", "deployments", "Deployment"),
    workloads("apis/apps/v1", "statefulsets", "StatefulSet"),
    workloads("apis/apps/v1", "daemonsets", "DaemonSet"),
    workloads("apis/batch/v1", "jobs", "Job"),
    list<Pod>("api/v1", "pods"),
    list<Claim>("api/v1", "persistentvolumeclaims"),
    list<Service>("api/v1", "services"),
    list<ClusterEvent>("api/v1", "events"),
  ]);
  const release = newestRevision(secrets, name);
  const all = [...deployments, ...sets, ...daemons, ...jobs];
  return { name, namespace, release, workloads: all, pods, claims, services, events };
}

/** Reads logs through the API server, which asks the node's kubelet. */
export const logReader =
  (client: Pick<KubeClient, "getText">): ReadLog =>
  async (namespace, pod, container, previous) => {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`;
    const query = `?container=${container}&tailLines=${LOG_LINES}&previous=${previous}`;
    try {
      const text = await client.getText(`${path}${query}`);
      return text.split("\n").filter((line) => line.trim() !== "");
    } catch {
      // The rest of what was found is worth more than this.
      return [];
    }
  };
