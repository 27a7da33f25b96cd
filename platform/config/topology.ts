import { cidr, formatIpv4, type Ipv4Range, ipv4 } from "./ipv4.ts";
import type { PlatformConfig } from "./platform-config.gen.ts";

/** Servers that a platform can ever have; their addresses are always kept free. */
export const MAX_SERVERS = 5;

/** How far into the network the first server's address is when `control_plane_ips` is absent. */
const FIRST_SERVER_OFFSET = 11;

type Pool = PlatformConfig["pools"][number];

/** One node, as the configuration describes it. */
export interface Node {
  readonly role: "server" | "agent";
  /** Name that stays through replacements: `cp-1`, `apps-2`. */
  readonly slot: string;
  /** VM name = hostname = Kubernetes node name: `<platform>-<slot>-g<generation>`. */
  readonly name: string;
  readonly generation: number;
  readonly ip: string;
  readonly offering: string;
  /** GB. */
  readonly rootDiskSize: number;
  readonly labels: Readonly<Record<string, string>>;
  /** As `key=value:Effect`. */
  readonly taints: readonly string[];
  /** The agent's pool. */
  readonly pool?: string;
}

/** The gateway's address: as written, or the network's first. */
export function gatewayOf(network: PlatformConfig["network"]): string {
  return network.gateway ?? formatIpv4(cidr(network.cidr).first + 1);
}

/** The addresses that CloudStack may give out by itself: as written, or the network's last eighth. */
export function automaticRange(network: PlatformConfig["network"]): Ipv4Range {
  const [first, last] = network.automatic_range ?? [];
  if (first !== undefined && last !== undefined) return { first: ipv4(first), last: ipv4(last) };
  const range = cidr(network.cidr);
  const eighth = (range.last - range.first + 1) / 8;
  return { first: range.last + 1 - eighth, last: range.last - 1 };
}

/** Addresses of the servers, in order; all five when they are derived. */
export function serverAddresses(config: Pick<PlatformConfig, "control_plane_ips" | "network">): string[] {
  if (config.control_plane_ips !== undefined) return [...config.control_plane_ips];
  const first = cidr(config.network.cidr).first + FIRST_SERVER_OFFSET;
  return Array.from({ length: MAX_SERVERS }, (_, i) => formatIpv4(first + i));
}

/** Addresses of a pool's nodes, in order. */
export function poolAddresses(pool: Pool): string[] {
  if (pool.ips !== undefined) return pool.ips.slice(0, pool.count);
  const first = ipv4(pool.ip_start ?? "0.0.0.0");
  return Array.from({ length: pool.count }, (_, i) => formatIpv4(first + i));
}

/** The servers, first one first. */
export function servers(config: PlatformConfig): Node[] {
  const { control_plane } = config;
  return serverAddresses(config)
    .slice(0, config.control_plane_count)
    .map((ip, i) => {
      const slot = `cp-${i + 1}`;
      const generation = control_plane.generations[slot] ?? 1;
      return {
        role: "server",
        slot,
        name: nodeName(config.name, slot, generation),
        generation,
        ip,
        offering: control_plane.offering,
        rootDiskSize: control_plane.root_disk_size,
        labels: { ...control_plane.labels, "k3s-upgrade": "true" },
        taints: control_plane.schedulable ? [] : ["node-role.kubernetes.io/control-plane=true:NoSchedule"],
      };
    });
}

/** The agents, pool by pool as written. */
export function agents(config: PlatformConfig): Node[] {
  return config.pools.flatMap((pool) =>
    poolAddresses(pool).map((ip, i): Node => {
      const slot = `${pool.name}-${i + 1}`;
      const generation = pool.generations[slot] ?? pool.generation;
      return {
        role: "agent",
        slot,
        name: nodeName(config.name, slot, generation),
        generation,
        ip,
        offering: pool.offering,
        rootDiskSize: pool.root_disk_size,
        labels: { ...pool.labels, "k3s-upgrade": "true", "loco.dev/pool": pool.name },
        taints: pool.taints,
        pool: pool.name,
      };
    }),
  );
}

const nodeName = (platform: string, slot: string, generation: number) => `${platform}-${slot}-g${generation}`;
