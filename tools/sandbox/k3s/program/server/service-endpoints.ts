import type { KubeClient } from "../../../../kubernetes/kube-client.ts";

interface NodeList {
  readonly items: readonly {
    readonly status?: { readonly addresses?: readonly { type: string; address: string }[] };
  }[];
}

const serversPath = `/api/v1/nodes?labelSelector=${encodeURIComponent("node-role.kubernetes.io/control-plane=true")}`;

/** The servers' addresses, sorted: the internal IPs of the control plane's Nodes. */
async function serverIps(kube: KubeClient): Promise<string[]> {
  const nodes = await kube.get<NodeList>(serversPath);
  const addresses = nodes.items.flatMap((node) => node.status?.addresses ?? []);
  return [...new Set(addresses.filter((one) => one.type === "InternalIP").map((one) => one.address))].sort();
}

/** Where agents find API servers, as `<ip>:<port>`. */
export async function apiserverAddresses(kube: KubeClient, port: number): Promise<string[]> {
  return (await serverIps(kube)).map((ip) => `${ip}:${port}`);
}

const meta = { name: "kubernetes", namespace: "default" };

/**
 * Makes the endpoints of the service `kubernetes` the servers' supervisor ports.
 * Every server does it; all of them write the same.
 */
export async function reconcileServiceEndpoints(kube: KubeClient, port: number): Promise<void> {
  // Kubernetes refuses loopback addresses here; only a cluster that a test runs without namespaces has them.
  const ips = (await serverIps(kube)).filter((ip) => !ip.startsWith("127."));
  if (ips.length === 0) return;
  await write(kube, "/api/v1/namespaces/default/endpoints", {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { ...meta, labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
    subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [{ name: "https", port, protocol: "TCP" }] }],
  });
  await write(kube, "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...meta, labels: { "kubernetes.io/service-name": "kubernetes" } },
    addressType: "IPv4",
    endpoints: ips.map((ip) => ({ addresses: [ip], conditions: { ready: true } })),
    ports: [{ name: "https", port, protocol: "TCP" }],
  });
}

async function write(kube: KubeClient, collection: string, object: unknown): Promise<void> {
  const path = `${collection}/${meta.name}`;
  if ((await kube.find(path)) === undefined) await kube.create(collection, object);
  else await kube.put(path, object);
}
