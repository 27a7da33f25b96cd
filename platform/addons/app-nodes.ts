import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { agents, servers } from "../config/topology.ts";
import { bearsServers } from "./placement.ts";

/** Number of nodes that take a pod without tolerations, such as an app's. */
export function appNodeCount(config: PlatformConfig): number {
  return [...servers(config), ...agents(config)].filter(({ taints }) => taints.every(isPreference)).length;
}

const isPreference = (taint: string) => taint.endsWith(":PreferNoSchedule");

/** What has a pod run where apps run; as long as there is no such node, on the servers. */
export const besideApps = (config: PlatformConfig) =>
  appNodeCount(config) === 0 ? { tolerations: [bearsServers] } : {};
