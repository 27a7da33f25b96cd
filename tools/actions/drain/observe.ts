import type { KubeClient } from "../../kubernetes/kube-client.ts";
import type { Namespace, Objects, Service, Snapshot, Volume } from "./in-use.ts";

interface List<T> {
  readonly items: readonly T[];
}

/** Where snapshots of volumes are, whatever namespace their VolumeSnapshots are in. */
export const SNAPSHOTS = "/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents";

const ARGO_CD = "/apis/argoproj.io/v1alpha1";

/** Reads what may be in use. Errors: API_UNREACHABLE, API_REFUSED. */
export async function observeObjects(client: Pick<KubeClient, "get" | "find">): Promise<Objects> {
  const items = async <T>(path: string) => (await client.get<List<T>>(path)).items;
  const [namespaces, services, volumes, contents, sets, applications] = await Promise.all([
    items<Namespace>("/api/v1/namespaces"),
    items<Service>("/api/v1/services"),
    items<Volume>("/api/v1/persistentvolumes"),
    // Undefined where snapshots are off.
    client.find<List<Snapshot>>(SNAPSHOTS),
    applicationsOf(client, "applicationsets"),
    applicationsOf(client, "applications"),
  ]);
  const snapshots = contents?.items ?? [];
  return { namespaces, services, volumes, snapshots, applications: [...sets, ...applications] };
}

/** Paths of Argo CD's objects of a kind; none where Argo CD never was. */
async function applicationsOf(
  client: Pick<KubeClient, "find">,
  plural: "applications" | "applicationsets",
): Promise<readonly string[]> {
  const list = await client.find<List<Namespace>>(`${ARGO_CD}/${plural}`);
  return (list?.items ?? []).map(
    ({ metadata }) => `${ARGO_CD}/namespaces/${metadata.namespace}/${plural}/${metadata.name}`,
  );
}
