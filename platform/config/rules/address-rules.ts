import { formatFound, type Problem } from "../diagnostic.ts";
import { cidr, formatIpv4, type Ipv4Range, ipv4, overlaps } from "../ipv4.ts";
import type { PlatformConfig } from "../platform-config.gen.ts";
import { automaticRange, gatewayOf, poolAddresses, serverAddresses } from "../topology.ts";
import type { Rule } from "./rule.ts";

/** Addresses that something holds, and the key to blame when another wants them. */
interface Holding {
  readonly holder: string;
  readonly path: Problem["path"];
  readonly range: Ipv4Range;
}

/** Every address is inside the network and held once: gateway, automatic range, servers, pools. */
export const addressRule: Rule = {
  reads: ["network", "control_plane_ips", "control_plane_count", "pools"],
  check(config) {
    const order = rangeOrderProblem(config);
    if (order !== undefined) return [order];
    const network = cidr(config.network.cidr);
    const all = holdings(config);
    const blamed = new Set<string>();
    return all.flatMap((holding, i): Problem[] => {
      const message = misplacement(holding, all.slice(0, i), network, config.network.cidr);
      // Five derived server addresses share one key: one complaint is enough.
      const key = JSON.stringify(holding.path);
      if (message === undefined || blamed.has(key)) return [];
      blamed.add(key);
      const { range, path } = holding;
      const hint = path.at(-1) === "ip_start" ? freeBlockHint(config, size(range), holding) : undefined;
      return [
        {
          severity: "error",
          path,
          message,
          found: formatRange(range),
          ...(hint === undefined ? {} : { hint }),
        },
      ];
    });
  },
};

function rangeOrderProblem(config: PlatformConfig): Problem | undefined {
  const { first, last } = automaticRange(config.network);
  if (first <= last) return undefined;
  return {
    severity: "error",
    path: ["network", "automatic_range"],
    message: "must be the first and the last address, in this order",
    found: formatFound(config.network.automatic_range),
  };
}

function misplacement(
  { range }: Holding,
  before: readonly Holding[],
  network: Ipv4Range,
  networkCidr: string,
): string | undefined {
  if (range.first <= network.first || range.last >= network.last) {
    return `must be inside network.cidr ${networkCidr}, without its first and last address`;
  }
  const clash = before.find((other) => overlaps(other.range, range));
  return clash === undefined ? undefined : `must be clear of ${clash.holder}`;
}

/** Everything that holds addresses, in the order in which the earlier one is right. */
function holdings(config: PlatformConfig): Holding[] {
  const gateway = gatewayOf(config.network);
  const automatic = automaticRange(config.network);
  return [
    { holder: `the gateway ${gateway}`, path: ["network", "gateway"], range: single(gateway) },
    {
      holder: `CloudStack's automatic range ${formatRange(automatic)} (network.automatic_range)`,
      path: ["network", "automatic_range"],
      range: automatic,
    },
    ...serverHoldings(config),
    ...config.pools.flatMap(poolHoldings),
  ];
}

function serverHoldings(config: PlatformConfig): Holding[] {
  const addresses = serverAddresses(config);
  if (config.control_plane_ips !== undefined) {
    return addresses.map((address, i) => ({
      holder: `cp-${i + 1}'s address ${address} (control_plane_ips)`,
      path: ["control_plane_ips", i],
      range: single(address),
    }));
  }
  const holder = `the control plane's addresses ${addresses[0]} to ${addresses.at(-1)} (kept free for up to five servers)`;
  return addresses.map((address) => ({ holder, path: ["control_plane_ips"], range: single(address) }));
}

function poolHoldings(pool: PlatformConfig["pools"][number], index: number): Holding[] {
  if (pool.ip_start === undefined && pool.ips === undefined) return [];
  const addresses = poolAddresses(pool);
  const [first, last] = [addresses[0], addresses.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (pool.ips === undefined) {
    const range = { first: ipv4(first), last: ipv4(last) };
    return [
      {
        holder: `the block ${formatRange(range)} of pool ${pool.name}`,
        path: ["pools", index, "ip_start"],
        range,
      },
    ];
  }
  return addresses.map((address, i) => ({
    holder: `the address ${address} of pool ${pool.name}`,
    path: ["pools", index, "ips", i],
    range: single(address),
  }));
}

/** Suggests a block of `count` addresses that nobody else holds, on a boundary of 16 so that pools can grow. */
export function freeBlockHint(config: PlatformConfig, count: number, except?: Holding): string {
  const network = cidr(config.network.cidr);
  const taken = holdings(config).filter(({ path }) => JSON.stringify(path) !== JSON.stringify(except?.path));
  for (let first = network.first + 16; first + count - 1 < network.last; first += 16) {
    const range = { first, last: first + Math.max(count, 16) - 1 };
    if (!taken.some((holding) => overlaps(holding.range, range))) {
      return `the next free block begins at ${formatIpv4(first)}`;
    }
  }
  return "the network has no free block of that size; use a larger network.cidr, or ips";
}

const single = (address: string): Ipv4Range => ({ first: ipv4(address), last: ipv4(address) });
const size = ({ first, last }: Ipv4Range) => last - first + 1;

function formatRange({ first, last }: Ipv4Range): string {
  return first === last ? formatIpv4(first) : `${formatIpv4(first)} to ${formatIpv4(last)}`;
}
