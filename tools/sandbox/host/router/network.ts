import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import ipaddr from "ipaddr.js";
import type { GuestNetwork } from "../../ports.ts";

const run = promisify(execFile);
const ip = (...args: string[]) => run("ip", args);

/** The bridges of the guest networks, in the router's own network namespace. */
export class Networks {
  readonly #bridges = new Map<string, { readonly name: string; readonly network: GuestNetwork }>();
  #count = 0;

  /** Prepares the namespace: its loopback, no forwarding between networks, loopback addresses over the bridges. */
  async prepare(): Promise<void> {
    await ip("link", "set", "lo", "up");
    writeFileSync("/proc/sys/net/ipv4/ip_forward", "0");
    // 127.0.77.0/24 is the sandbox's internet; without this the kernel drops it outside of `lo`.
    writeFileSync("/proc/sys/net/ipv4/conf/all/route_localnet", "1");
    writeFileSync("/proc/sys/net/ipv4/conf/all/rp_filter", "0");
  }

  /** Makes and removes bridges so that exactly these networks exist. */
  async set(networks: readonly GuestNetwork[]): Promise<void> {
    refuseOverlap(networks);
    const wanted = new Map(networks.map((network) => [network.id, network]));
    for (const [id, { name, network }] of this.#bridges) {
      const next = wanted.get(id);
      if (next?.cidr === network.cidr && next.gateway === network.gateway) continue;
      await ip("link", "delete", name);
      this.#bridges.delete(id);
    }
    for (const network of networks) {
      if (this.#bridges.has(network.id)) continue;
      const name = `br${++this.#count}`;
      await ip("link", "add", name, "type", "bridge");
      await ip("address", "add", `${network.gateway}/${prefixLength(network)}`, "dev", name);
      await ip("link", "set", name, "up");
      this.#bridges.set(network.id, { name, network });
    }
  }

  /** A network that exists. @throws Error when the policy has not named it. */
  get(id: string): GuestNetwork {
    return this.#bridge(id).network;
  }

  /** Gives the namespace of process `pid` an `eth0` on a network; returns how to take it away. */
  async attach(networkId: string, macAddress: string, pid: number): Promise<() => Promise<void>> {
    const bridge = this.#bridge(networkId).name;
    const link = `v${++this.#count}`;
    const peer = ["peer", "name", "eth0", "address", macAddress, "netns", String(pid)];
    await ip("link", "add", link, "type", "veth", ...peer);
    await ip("link", "set", link, "master", bridge, "up");
    // The kernel removes the pair with the machine's namespace, but some time later.
    return () => ip("link", "delete", link).then(noop, noop);
  }

  #bridge(id: string) {
    const bridge = this.#bridges.get(id);
    if (bridge === undefined) throw new Error(`network ${id} does not exist: apply() must name it first`);
    return bridge;
  }
}

/** Length of a network's prefix: 24 for 10.1.1.0/24. */
export function prefixLength({ cidr }: GuestNetwork): string {
  return cidr.split("/")[1] ?? "24";
}

/** CloudStack's isolated networks may overlap; those of a sandbox share one router and may not. */
function refuseOverlap(networks: readonly GuestNetwork[]) {
  const ranges = networks.map((network) => ({ network, cidr: ipaddr.IPv4.parseCIDR(network.cidr) }));
  for (const [index, a] of ranges.entries()) {
    const b = ranges.slice(0, index).find(({ cidr }) => cidr[0].match(a.cidr) || a.cidr[0].match(cidr));
    if (b === undefined) continue;
    throw new Error(
      `the networks ${b.network.id} (${b.network.cidr}) and ${a.network.id} (${a.network.cidr}) overlap`,
    );
  }
}

function noop() {}
