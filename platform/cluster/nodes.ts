import type { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { AffinityGroup } from "../cloudstack/affinity-group.gen.ts";
import { Instance } from "../cloudstack/instance.gen.ts";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import type { Node } from "../config/topology.ts";
import { MAX_BYTES } from "./cloud-init/document.ts";
import { recordId } from "./guard.ts";
import type { PlatformNetwork } from "./network.ts";
import { inProject, tagsOf } from "./ownership.ts";

/**
 * What a running node keeps until it is replaced. CloudStack would stop it to change any of these, every node at
 * once, and cloud-init would not run again (design.md, D4).
 */
const FIXED_UNTIL_REPLACED = [
  "user_data",
  "template",
  "service_offering",
  "root_disk_size",
  "affinity_group_ids",
  "name",
  "display_name",
  "ip_address",
];

/** What a node's machine needs beside its own description. */
export interface Surroundings {
  readonly network: PlatformNetwork;
  readonly userData: (node: Node) => TerraformLocal;
  /** Keeps the servers on different hosts. */
  readonly antiAffinity: AffinityGroup;
}

/** Makes the group that keeps servers apart. Also for one server, so that more can join without touching it. */
export function createAntiAffinity(scope: Construct, config: PlatformConfig): AffinityGroup {
  return new AffinityGroup(scope, "control-plane", {
    name: `${config.name}-control-plane`,
    type: "host anti-affinity",
    description: `Servers of Loco platform ${config.name}`,
    ...inProject(config),
  });
}

/**
 * Makes a node's virtual machine. Replacing the node's record replaces it, the old one first, because the new one takes
 * over its address.
 */
export function createNode(
  scope: Construct,
  config: PlatformConfig,
  node: Node,
  around: Surroundings,
): Instance {
  const userData = around.userData(node);
  const { network, egress } = around.network;
  return new Instance(scope, node.slot, {
    name: node.name,
    displayName: node.name,
    serviceOffering: node.offering,
    template: config.cloudstack.template,
    zone: config.cloudstack.zone,
    networkId: network.id,
    ipAddress: node.ip,
    rootDiskSize: node.rootDiskSize,
    userData: userData.expression,
    expunge: config.cloudstack.expunge,
    tags: tagsOf(config),
    ...(node.role === "server" ? { affinityGroupIds: [around.antiAffinity.id] } : {}),
    ...inProject(config),
    ...(egress === undefined ? {} : { dependsOn: [egress] }),
    lifecycle: {
      ignoreChanges: FIXED_UNTIL_REPLACED,
      replaceTriggeredBy: [`terraform_data.${recordId(node)}`],
      precondition: [
        {
          condition: `\${length(${userData.fqn}) <= ${MAX_BYTES}}`,
          errorMessage: `the user-data of ${node.name} is larger than ${MAX_BYTES} bytes, CloudStack's limit; shorten [k3s], [[registries]] or the labels in platform.toml`,
        },
      ],
    },
  });
}
