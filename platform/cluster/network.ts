import type { Construct } from "constructs";
import { EgressFirewall } from "../cloudstack/egress-firewall.gen.ts";
import { Ipaddress } from "../cloudstack/ipaddress.gen.ts";
import { Network } from "../cloudstack/network.gen.ts";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { gatewayOf } from "../config/topology.ts";
import { inProject, tagsOf } from "./ownership.ts";

/** The platform's network and its public addresses. */
export interface PlatformNetwork {
  readonly network: Network;
  /** Public address of the Kubernetes API. */
  readonly apiAddress: Ipaddress;
  /** Public address of the apps. Its firewall and load balancer rules belong to the CCM, none of them to Terraform. */
  readonly ingressAddress: Ipaddress;
  /** Lets nodes out; absent where the offering does. */
  readonly egress: EgressFirewall | undefined;
}

/** Makes the isolated network, its way out and the two public addresses. */
export function createNetwork(scope: Construct, config: PlatformConfig): PlatformNetwork {
  const network = new Network(scope, "network", {
    name: config.name,
    displayText: `Loco platform ${config.name}`,
    cidr: config.network.cidr,
    gateway: gatewayOf(config.network),
    networkOffering: config.network.offering,
    zone: config.cloudstack.zone,
    sourceNatIp: true,
    tags: tagsOf(config),
    ...inProject(config),
    // CloudStack could only change these by replacing the network and every machine in it.
    lifecycle: { ignoreChanges: ["cidr", "gateway"] },
  });
  const address = (id: string) =>
    new Ipaddress(scope, id, { networkId: network.id, tags: tagsOf(config), ...inProject(config) });
  return {
    network,
    apiAddress: address("api-address"),
    ingressAddress: address("ingress-address"),
    egress: config.network.egress_default === "deny" ? createEgress(scope, config, network) : undefined,
  };
}

/**
 * CloudStack rewrites 0.0.0.0/0 as a source to the network's own CIDR, which would be a difference in every plan.
 *
 * @see https://github.com/apache/cloudstack-terraform-provider/issues/23
 */
function createEgress(scope: Construct, config: PlatformConfig, network: Network): EgressFirewall {
  return new EgressFirewall(scope, "egress", {
    networkId: network.id,
    rule: [{ cidrList: [config.network.cidr], protocol: "all" }],
    ...inProject(config),
  });
}
