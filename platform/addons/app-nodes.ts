import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { agents, servers } from "../config/topology.ts";

/** Number of nodes that take a pod without tolerations, such as an app's. */
export function appNodeCount(config: PlatformConfig): number {
  return [...servers(config), ...agents(config)].filter(({ taints }) => taints.every(isPreference)).length;
}

const isPreference = (taint: string) => taint.endsWith(":PreferNoSchedule");
