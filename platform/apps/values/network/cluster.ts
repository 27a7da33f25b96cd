import type { PlatformFacts } from "../../source.ts";

/**
 * Whether Cilium is the pod network. Where it is not, k3s's own (flannel with kube-router) is, which applies Kubernetes'
 * NetworkPolicies as well, by addresses alone.
 */
export const hasCilium = ({ addons }: Pick<PlatformFacts, "addons">): boolean => addons.includes("cilium");

/**
 * What is outside of the cluster. To Cilium no CIDR is a pod or a node.
 * https://docs.cilium.io/en/stable/network/kubernetes/policy/#networkpolicy-state (ipBlock)
 */
export const outsideOf = ({ addons, network }: PlatformFacts): { except: string[] } => ({
  except: hasCilium({ addons }) ? [] : [network.pods, network.services],
});
