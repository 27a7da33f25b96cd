import { parse } from "yaml";
import type { ClientAccess } from "./kubeconfig.ts";

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly "certificate-authority-data": string };
  }[];
  readonly users: readonly {
    readonly user: { readonly "client-certificate-data": string; readonly "client-key-data": string };
  }[];
}

/** The first cluster's and user's data of a kubeconfig that carries its credentials. */
export function accessOf(kubeconfig: string): ClientAccess {
  const { clusters, users } = parse(kubeconfig) as Kubeconfig;
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  if (cluster === undefined || user === undefined)
    throw new Error("the kubeconfig names no cluster or no user");
  const plain = (base64: string) => Buffer.from(base64, "base64").toString("utf8");
  return {
    server: cluster.server,
    ca: plain(cluster["certificate-authority-data"]),
    certificate: plain(user["client-certificate-data"]),
    key: plain(user["client-key-data"]),
  };
}
