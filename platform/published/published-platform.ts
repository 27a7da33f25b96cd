import { enabledAddons, isOn } from "../addons/catalogue.ts";
import { storageClasses } from "../addons/cloudstack-csi/storage-classes.ts";
import { RETENTION_CLASSES } from "../addons/loki/retention-classes.ts";
import { ruleGroups, takenNames } from "../addons/vmalert/rule-groups.ts";
import { kubernetesVersion } from "../config/kubernetes-version.ts";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { gatewayOf } from "../config/topology.ts";
import type { PublishedPlatform } from "./published-platform.gen.ts";

/**
 * What apps must know of a platform.
 *
 * @param ingressAddress the reserved public address, or Terraform's expression for it
 */
export function publishedPlatform(config: PlatformConfig, ingressAddress: string): PublishedPlatform {
  const { name, domain, network, k3s, pools, addons, apps, backup } = config;
  return {
    format: 1,
    name,
    domain,
    kubernetes_version: kubernetesVersion(config),
    ingress: {
      ...(isOn(config, "traefik") ? { class: "traefik" } : {}),
      address: ingressAddress,
      sees_clients: config.ingress_proxy_protocol_enabled,
    },
    network: {
      nodes: network.cidr,
      gateway: gatewayOf(network),
      pods: k3s.cluster_cidr,
      services: k3s.service_cidr,
    },
    issuers: isOn(config, "cert-manager-issuers") ? ["default"] : [],
    addons: enabledAddons(config)
      .map((addon) => addon.name)
      .sort(),
    pools: pools.map(({ name, labels, taints }) => ({ name, labels, taints })),
    storage_classes: isOn(config, "cloudstack-csi") ? storageClasses(config).map((each) => each.name) : [],
    log_retention: isOn(config, "loki")
      ? { classes: Object.keys(RETENTION_CLASSES), default: addons.loki.retention }
      : { classes: [] },
    ...(isOn(config, "vmalert") ? { alerts: [...takenNames(ruleGroups(enabledAddons(config)))] } : {}),
    quota: apps.quota,
    ...(backup === undefined ? {} : { backup }),
  };
}
