import type { Addon } from "../addon.ts";
import { locked } from "../charts.ts";
import { FIRST_TAINTS } from "../placement.ts";
import { ciliumFacts } from "./cilium.facts.ts";

/**
 * The pod network, in place of flannel, kube-proxy and k3s's network policy controller. Its agents and operator bear every
 * taint, because nodes are neither ready nor initialised before they run.
 */
export const cilium: Addon = {
  name: "cilium",
  purpose: "pod network, Services without kube-proxy, network policies",
  profile: "lite",
  namespace: "cilium",
  podSecurity: "privileged",
  chart: locked("cilium"),
  needs: [],
  after: [],
  timeout: 600,
  facts: ciliumFacts,
  values: ({ config: { k3s, addons } }) => ({
    kubeProxyReplacement: true,
    // Where k3s has its own proxy to the API on every node, servers included: there are no Services yet.
    // https://docs.k3s.io/cli/agent#agent-networking (lb-server-port)
    k8sServiceHost: "127.0.0.1",
    k8sServicePort: 6444,
    ipam: {
      operator: { clusterPoolIPv4PodCIDRList: [k3s.cluster_cidr] },
    },
    // The chart's two never become ready on a platform of one node.
    operator: {
      replicas: 1,
      rollOutPods: true,
      resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    },
    rollOutCiliumPods: true,
    resources: { requests: { cpu: "50m", memory: "192Mi" }, limits: { memory: "1Gi" } },
    // Else the pod counts for 100m on every node, for what copies a file when it starts.
    cni: { resources: { requests: { cpu: "10m" } } },
    // The proxy for rules on HTTP starts in the agent when a policy asks for it; a pod of its own on every node costs memory.
    envoy: { enabled: false },
    ...(addons.cilium.hubble ? { hubble: HUBBLE, certgen: { tolerations } } : { hubble: { enabled: false } }),
  }),
};

/** Hubble's pods are part of the release, which is ready before the CCM has looked at any node. */
const tolerations = FIRST_TAINTS.map((key) => ({ key, operator: "Exists" }));

const small = { requests: { cpu: "5m", memory: "32Mi" }, limits: { memory: "128Mi" } };

const HUBBLE = {
  relay: { enabled: true, rollOutPods: true, tolerations, resources: small },
  ui: {
    enabled: true,
    rollOutPods: true,
    tolerations,
    backend: { resources: small },
    frontend: { resources: small },
  },
  // The chart's own way makes new certificates at every render.
  tls: { auto: { method: "cronJob" } },
};
