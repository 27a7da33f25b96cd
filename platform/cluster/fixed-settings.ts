import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { gatewayOf, serverAddresses } from "../config/topology.ts";

/** A setting that a platform keeps for life. */
export interface FixedSetting {
  /** Its name in the record. */
  readonly field: string;
  /** Its key in platform.toml. */
  readonly key: string;
  readonly value: string | readonly string[];
  /** Why it cannot change; a sentence without its period. */
  readonly why: string;
}

const SHARED = "all servers must have it alike, and running pods depend on it";
const PLACE = "CloudStack could only follow by deleting the network and every machine in it";

/**
 * What every server must share.
 *
 * @see https://docs.k3s.io/cli/server#critical-configuration-values
 */
export function sharedSettings(config: PlatformConfig): readonly FixedSetting[] {
  const { k3s } = config;
  return [
    { field: "name", key: "name", value: config.name, why: "it is part of every node's name" },
    {
      field: "servers",
      key: config.control_plane_ips === undefined ? "network.cidr, and the servers," : "control_plane_ips",
      value: serverAddresses(config),
      why: "etcd and every node know the servers by their addresses",
    },
    { field: "cluster_cidr", key: "k3s.cluster_cidr", value: k3s.cluster_cidr, why: SHARED },
    { field: "service_cidr", key: "k3s.service_cidr", value: k3s.service_cidr, why: SHARED },
    { field: "cluster_domain", key: "k3s.cluster_domain", value: k3s.cluster_domain, why: SHARED },
    { field: "cni", key: "k3s.cni", value: k3s.cni, why: SHARED },
    { field: "cloud_provider", key: "k3s.cloud_provider", value: k3s.cloud_provider, why: SHARED },
  ];
}

/** What CloudStack could only change by making the network and every machine in it anew. */
export function placeSettings(config: PlatformConfig): readonly FixedSetting[] {
  const { cloudstack, network } = config;
  return [
    { field: "zone", key: "cloudstack.zone", value: cloudstack.zone, why: PLACE },
    { field: "project", key: "cloudstack.project", value: cloudstack.project ?? "", why: PLACE },
    { field: "network_cidr", key: "network.cidr", value: network.cidr, why: PLACE },
    { field: "gateway", key: "network.gateway", value: gatewayOf(network), why: PLACE },
  ];
}

/** Settings by the names they have in a record. */
export const asRecord = (settings: readonly FixedSetting[]) =>
  Object.fromEntries(settings.map(({ field, value }) => [field, value]));
