import { sharedSettings } from "../../../platform/cluster/fixed-settings.ts";
import type { Node } from "../../../platform/config/topology.ts";
import type { ObservedNode, ObservedPlatform } from "./observe.ts";
import { isTaintedMember, untaintCommand } from "./tainted.ts";

/** What the next plan would do to a node. */
export interface NextPlan {
  /** `recreate`: Terraform makes it again at the same generation. `unknown`: state could not be read. */
  readonly action: "nothing" | "create" | "recreate" | "remove" | "refused" | "unknown";
  /** Why, as a clause: `generation goes from 1 to 2`. */
  readonly why?: string;
  /** What to do instead of deploying, or before it. */
  readonly command?: string;
}

/** What the next `cdktf deploy platform` would do to a node, as the guard in the plan decides it (platform/cluster/guard.ts). */
export function nextPlan(node: ObservedNode, platform: ObservedPlatform): NextPlan {
  const { declared, recorded } = node;
  if (platform.state.problem !== undefined) return { action: "unknown" };
  if (declared === undefined) return leaving(node, platform);
  if (recorded === undefined) return arriving(declared, platform);
  const { slot, pool } = node;
  if (declared.generation < recorded.generation) {
    const why = `generation goes back from ${recorded.generation} to ${declared.generation}; set it to ${recorded.generation} again`;
    return { action: "refused", why };
  }
  if (declared.generation > recorded.generation) {
    const why = `generation goes from ${recorded.generation} to ${declared.generation}`;
    return { action: "refused", why, command: `npx loco nodes replace ${replaced(slot, pool, platform)}` };
  }
  if (declared.ip !== recorded.ip) return moved(node, recorded.ip, declared.ip);
  if (isTaintedMember(node)) {
    const why = "its creation did not end well, but it has joined, and a deploy would destroy it; to keep it";
    return { action: "recreate", why, command: untaintCommand(slot) };
  }
  if (recorded.tainted) return { action: "recreate", why: "its creation did not end well" };
  if (recorded.machineId === undefined) return { action: "create", why: "its machine was never made" };
  if (platform.cloud.reachable && node.machine === undefined) {
    return { action: "recreate", why: "its machine is gone from CloudStack" };
  }
  return { action: "nothing" };
}

/** As platform/cluster/address-holder.ts decides it. */
function arriving({ ip }: Node, { nodes }: ObservedPlatform): NextPlan {
  const holder = nodes.find(({ role, recorded }) => role === "agent" && recorded?.ip === ip);
  if (holder === undefined) return { action: "create" };
  const why = `${ip} is the address of ${holder.slot}, and free only once that is gone; to rename a pool, give it other addresses`;
  return { action: "refused", why };
}

function leaving({ role, slot }: ObservedNode, { config, state }: ObservedPlatform): NextPlan {
  if (role === "agent") {
    const why = "not in platform.toml any more; a plan drains no node, so run this first";
    return { action: "remove", why, command: `npx loco nodes remove ${slot}` };
  }
  const before = state.servers ?? 0;
  if (before <= config.control_plane_count) return { action: "remove", why: "not in platform.toml any more" };
  const why = `control_plane_count goes from ${before} to ${config.control_plane_count}, and it must leave etcd first`;
  // The highest server stands for all that leave: counts are odd, so two go together.
  return { action: "refused", why, command: `npx loco nodes remove cp-${before}` };
}

/** A pool as a whole when all of it is to be replaced, else the node. */
function replaced(slot: string, pool: string | undefined, { nodes }: ObservedPlatform): string {
  const alike = nodes.filter((node) => node.pool === pool && node.recorded !== undefined);
  const all = alike.every(({ declared, recorded }) => declared?.generation !== recorded?.generation);
  return pool !== undefined && alike.length > 1 && all ? `pool ${pool}` : slot;
}

function moved({ role, slot }: ObservedNode, from: string, to: string): NextPlan {
  const why = `its address goes from ${from} to ${to}`;
  return role === "server"
    ? { action: "refused", why: `${why}, and servers keep theirs; put it back` }
    : { action: "refused", why, command: `npx loco nodes replace ${slot}` };
}

/** Settings that the file changes and that cannot change, by their key; each makes the next plan refused as a whole. */
export function refusedSettings({ config, state }: ObservedPlatform): readonly string[] {
  return sharedSettings(config)
    .filter(({ field, value }) => {
      const before = state.fixed?.[field];
      if (before === undefined) return false;
      if (typeof value === "string") return before !== value;
      // More may follow, as when control_plane_ips gets a fifth address.
      return Array.isArray(before) && before.some((one, i) => i < value.length && one !== value[i]);
    })
    .map(({ key }) => key);
}
