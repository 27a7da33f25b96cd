import type { KubeClient } from "../../kubernetes/kube-client.ts";
import type { Namespace, Objects, Service, Volume } from "./in-use.ts";

interface List<T> {
  readonly items: readonly T[];
}

const ARGO_CD = "/apis/argoproj.io/v1alpha1";

/** Reads what may be in use. Errors: API_UNREACHABLE, API_REFUSED. */
export async function observeObjects(client: Pick<KubeClient, "get" | "find">): Promise<Objects> {
  const items = async <T>(path: string) => (await client.get<List<T>>(path)).items;
  const [namespaces, services, volumes, sets, applications] = await Promise.all([
    items<Namespace>("/api/v1/namespaces"),
    items<Service>("/api/v1/services"),
    items<Volume>("/api/v1/persistentvolumes"),
    applicationsOf(client, "applicationsets"),
    applicationsOf(client, "applications"),
  ]);
  return { namespaces, services, volumes, applications: [...sets, ...applications] };
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
