import { cidr, formatIpv4 } from "../../config/ipv4.ts";
import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Node } from "../../config/topology.ts";
import { serverAddresses } from "../../config/topology.ts";
import { type NodeReference, type NodeText, ref } from "./references.ts";
import { text } from "./text.ts";

/** A value in k3s's config.yaml. */
export type ConfigValue = string | boolean | NodeText | readonly (string | NodeText)[];

/** k3s's config.yaml: keys are k3s's flags without dashes in front. */
export type K3sConfig = Readonly<Record<string, ConfigValue>>;

const labelsOf = (node: Node) => Object.entries(node.labels).map(([key, value]) => `${key}=${value}`);

/** What servers and agents are told alike. */
function commonConfig(config: PlatformConfig, node: Node): Record<string, ConfigValue> {
  return {
    "node-name": node.name,
    "node-ip": node.ip,
    "node-label": labelsOf(node).sort(),
    "resolv-conf": "/etc/rancher/k3s/resolv.conf",
    ...(node.taints.length === 0 ? {} : { "node-taint": [...node.taints] }),
    // k3s starts the kubelet with it only when its own cloud controller is on, so it is said here.
    // https://github.com/k3s-io/k3s/blob/master/pkg/daemons/agent/agent_linux.go
    ...(config.k3s.cloud_provider === "external" ? { "kubelet-arg": ["cloud-provider=external"] } : {}),
  };
}

/**
 * config.yaml of a server. Its token is needed to join alone, so bootstrap.sh gives it to k3s until then: k3s keeps it, and
 * changes what it keeps when the token is rotated.
 */
export function serverConfig(config: PlatformConfig, node: Node): K3sConfig {
  const { k3s } = config;
  return {
    ...commonConfig(config, node),
    "agent-token": [ref("agent-password")],
    "tls-san": [[ref("api-address")], ...serverAddresses(config).slice(0, 5), ...k3s.tls_san],
    "cluster-cidr": k3s.cluster_cidr,
    "service-cidr": k3s.service_cidr,
    "cluster-dns": formatIpv4(cidr(k3s.service_cidr).first + 10),
    "cluster-domain": k3s.cluster_domain,
    disable: ["local-storage", "metrics-server", "servicelb", "traefik"],
    "disable-helm-controller": true,
    "secrets-encryption": true,
    "write-kubeconfig-mode": "0600",
    ...(k3s.cni === "cilium"
      ? { "flannel-backend": "none", "disable-network-policy": true, "disable-kube-proxy": true }
      : {}),
    ...(k3s.cloud_provider === "external" ? { "disable-cloud-controller": true } : {}),
    ...(k3s.oidc === undefined ? {} : { "kube-apiserver-arg": oidcArguments(k3s.oidc) }),
  };
}

/** config.yaml of an agent. The server's address is found at boot. */
export function agentConfig(config: PlatformConfig, node: Node): K3sConfig {
  return { ...commonConfig(config, node), token: [ref("agent-token")] };
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#configuring-the-api-server */
function oidcArguments(oidc: NonNullable<PlatformConfig["k3s"]["oidc"]>): string[] {
  return Object.entries(oidc)
    .map(([key, value]) => `oidc-${key.replaceAll("_", "-")}=${value}`)
    .sort();
}

/**
 * Where a node looks for a server, in order: agents at the load balancer first, servers at their peers. All the addresses
 * that servers can ever have, because a node is told once and there may be more servers later.
 */
export function joinAddresses(config: PlatformConfig, node: Node): readonly (string | NodeText)[] {
  const reserved = serverAddresses(config);
  if (node.role === "server") return reserved.filter((ip) => ip !== node.ip);
  const api: NodeText = text<NodeReference>`${ref("api-address")}`;
  return [api, ...reserved];
}
