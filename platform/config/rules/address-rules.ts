import type { Problem } from "../diagnostic.ts";
import { formatFound } from "../diagnostic.ts";
import { cidr, formatIpv4, type Ipv4Range, ipv4, overlaps } from "../ipv4.ts";
import type { PlatformConfig } from "../platform-config.gen.ts";
import { automaticRange, gatewayOf, poolAddresses, serverAddresses } from "../topology.ts";

type Path = Problem["path"];

/** Addresses that something holds, and the key to blame when another wants them. */
interface Holding {
  readonly holder: string;
  readonly path: Path;
  readonly range: Ipv4Range;
}

/** Every address is inside the network and held once: gateway, automatic range, servers, pools. */
export function addressRules(config: PlatformConfig): Problem[] {
  const network = cidr(config.network.cidr);
  const problems: Problem[] = [];
  const taken: Holding[] = [];
  const claim = (holding: Holding, hint?: string) => {
    const { first, last } = holding.range;
    const found = first === last ? formatIpv4(first) : `${formatIpv4(first)} to ${formatIpv4(last)}`;
    const clash = taken.find((other) => overlaps(other.range, holding.range));
    const outside = first <= network.first || last >= network.last;
    if (outside) {
      problems.push({
        severity: "error",
        path: holding.path,
        message: `must be inside network.cidr ${config.network.cidr}, without its first and last address`,
        found,
      });
    } else if (clash !== undefined) {
      const next = hint ?? undefined;
      problems.push({
        severity: "error",
        path: holding.path,
        message: `must be clear of ${clash.holder}`,
        found,
        ...(next === undefined ? {} : { hint: next }),
      });
    }
    taken.push(holding);
  };

  const gateway = gatewayOf(config.network);
  claim({ holder: `the gateway ${gateway}`, path: ["network", "gateway"], range: single(gateway) });

  const automatic = automaticRange(config.network);
  if (automatic.first > automatic.last) {
    problems.push({
      severity: "error",
      path: ["network", "automatic_range"],
      message: "must be the first and the last address, in this order",
      found: formatFound(config.network.automatic_range),
    });
    return problems;
  }
  claim({
    holder: `CloudStack's automatic range ${formatIpv4(automatic.first)} to ${formatIpv4(automatic.last)} (network.automatic_range)`,
    path: ["network", "automatic_range"],
    range: automatic,
  });

  const derived = config.control_plane_ips === undefined;
  const addresses = serverAddresses(config);
  if (addresses.length < config.control_plane_count) {
    problems.push({
      severity: "error",
      path: ["control_plane_ips"],
      message: `must list at least ${config.control_plane_count} addresses, one for each of control_plane_count`,
      found: String(addresses.length),
    });
  }
  addresses.forEach((address, i) => {
    claim({
      holder: derived
        ? `the control plane's addresses ${addresses[0]} to ${addresses.at(-1)} (kept free for up to five servers)`
        : `cp-${i + 1}'s address ${address} (control_plane_ips)`,
      path: derived ? ["control_plane_ips"] : ["control_plane_ips", i],
      range: single(address),
    });
  });

  config.pools.forEach((pool, p) => {
    const block = poolAddresses(pool);
    const [first, last] = [block[0], block.at(-1)];
    if (first === undefined || last === undefined) return;
    const holder = `pool ${pool.name}`;
    if (pool.ips === undefined) {
      const range = { first: ipv4(first), last: ipv4(last) };
      claim(
        { holder: `${holder}'s block ${first} to ${last}`, path: ["pools", p, "ip_start"], range },
        freeBlockHint(network, taken, block.length),
      );
    } else {
      block.forEach((address, i) => {
        claim({
          holder: `${holder}'s address ${address}`,
          path: ["pools", p, "ips", i],
          range: single(address),
        });
      });
    }
  });
  return dedupe(problems);
}

/** Suggests a block of `size` addresses that nobody holds, on a boundary of 16 so that pools have room to grow. */
export function freeBlockHint(network: Ipv4Range, taken: readonly Holding[], size: number): string {
  for (let first = network.first + 16; first + size - 1 < network.last; first += 16) {
    const range = { first, last: first + Math.max(size, 16) - 1 };
    if (!taken.some((holding) => overlaps(holding.range, range)))
      return `the next free block begins at ${formatIpv4(first)}`;
  }
  return "the network has no free block of that size; use a larger network.cidr or `ips`";
}

/** What is held before any pool is placed, for a pool that has no address yet. */
export function heldByOthers(config: PlatformConfig): Holding[] {
  const holdings: Holding[] = [
    { holder: "gateway", path: [], range: single(gatewayOf(config.network)) },
    { holder: "automatic range", path: [], range: automaticRange(config.network) },
    ...serverAddresses(config).map((address) => ({ holder: "server", path: [], range: single(address) })),
  ];
  for (const pool of config.pools) {
    if (pool.ip_start === undefined && pool.ips === undefined) continue;
    holdings.push(
      ...poolAddresses(pool).map((address) => ({ holder: pool.name, path: [], range: single(address) })),
    );
  }
  return holdings;
}

const single = (address: string): Ipv4Range => ({ first: ipv4(address), last: ipv4(address) });

/** Five derived server addresses share one key: one complaint is enough. */
function dedupe(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ path }) => {
    const key = JSON.stringify(path);
    return !seen.has(key) && seen.add(key);
  });
}
