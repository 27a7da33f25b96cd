import type { Construct } from "constructs";
import { Firewall } from "../cloudstack/firewall.gen.ts";
import type { Instance } from "../cloudstack/instance.gen.ts";
import { LoadbalancerRule } from "../cloudstack/loadbalancer-rule.gen.ts";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import type { PlatformNetwork } from "./network.ts";
import { inProject } from "./ownership.ts";

/** Port of the Kubernetes API, outside and inside. */
export const API_PORT = 6443;

/**
 * Who may reach the API: those listed, and always the platform's own nodes, whether the virtual router shows their
 * private address or the network's source-NAT address.
 */
export function createApiFirewall(
  scope: Construct,
  config: PlatformConfig,
  network: PlatformNetwork,
): Firewall {
  const own = [config.network.cidr, `${network.network.sourceNatIpAddress}/32`];
  return new Firewall(scope, "api-firewall", {
    ipAddressId: network.apiAddress.id,
    rule: [
      {
        cidrList: [...new Set([...config.api_lb_allowed_cidrs, ...own])],
        protocol: "tcp",
        ports: [String(API_PORT)],
      },
    ],
    ...inProject(config),
  });
}

/** Spreads the API over the servers. The rule has no CIDR list of its own: changing one would drop every connection. */
export function createApiLoadBalancer(
  scope: Construct,
  config: PlatformConfig,
  network: PlatformNetwork,
  servers: readonly Instance[],
): LoadbalancerRule {
  return new LoadbalancerRule(scope, "api-load-balancer", {
    name: `${config.name}-api`,
    description: `Kubernetes API of ${config.name}`,
    ipAddressId: network.apiAddress.id,
    networkId: network.network.id,
    algorithm: "roundrobin",
    protocol: "tcp",
    publicPort: API_PORT,
    privatePort: API_PORT,
    memberIds: servers.map((server) => server.id),
    ...inProject(config),
  });
}
