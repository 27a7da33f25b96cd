import { runKubectl } from "../../kubernetes/kubectl.ts";
import { DATA_KINDS, type DataObject, type Kept, keptOf } from "./kept.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/** What the cluster has of an app. */
export interface InCluster {
  /** Whether its namespace is there. */
  readonly namespace: boolean;
  readonly kept: readonly Kept[];
}

/** Looks into the app's namespace. Errors: TOOL_MISSING, TOOL_FAILED. */
export async function observeApp(env: Env, app: string): Promise<InCluster> {
  const ask = (...args: string[]) => look(env, args);
  const found = await ask("get", "namespace", app, "--ignore-not-found", "--output=json");
  if (found === "") return { namespace: false, kept: [] };
  // A namespace of the same name that is somebody else's is none of ours.
  const { metadata } = JSON.parse(found) as DataObject;
  if (metadata.labels?.["app.kubernetes.io/name"] !== app) return { namespace: false, kept: [] };
  const known = (await ask("api-resources", "--namespaced", "--verbs=list", "--output=name")).split("\n");
  const kept: Kept[] = [];
  for (const resource of Object.keys(DATA_KINDS).filter((each) => known.includes(each))) {
    const list = await ask("get", resource, "--namespace", app, "--output=json");
    kept.push(...keptOf(resource, (JSON.parse(list) as { items: DataObject[] }).items));
  }
  return { namespace: true, kept };
}

/** What tells one cluster from another, as the apps' stacks see it. */
export const clusterIdentity = (env: Env): Promise<string> =>
  look(env, ["get", "namespace", "kube-system", "--output=jsonpath={.metadata.uid}"]);

const look = (env: Env, args: readonly string[]): Promise<string> =>
  runKubectl(env, [...args, "--request-timeout=20s"], "kubectl could not look at the cluster");
