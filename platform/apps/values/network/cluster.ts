import { LINK_LOCAL } from "../../closed-ranges.ts";
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

/**
 * What an app may reach outside by itself: not nodes, nor the metadata server beside them, which gives nodes the cluster's keys. Where
 * Cilium is, it keeps all pods from that, and takes no CIDR for a node.
 */
export const outsideOfApps = (platform: PlatformFacts): { except: string[] } => ({
  except: hasCilium(platform) ? [] : [...outsideOf(platform).except, platform.network.nodes, LINK_LOCAL],
});
