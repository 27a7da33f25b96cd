import ipaddr from "ipaddr.js";
import type { LoadBalancerRule, PublicAddress } from "../../ports.ts";

/** Whether a connection to a public port may go on, and by which rule. */
export type Verdict =
  | { readonly kind: "admitted"; readonly rule: LoadBalancerRule }
  | { readonly kind: "denied"; readonly reason: string };

/**
 * Decides about one new TCP connection as CloudStack's virtual router does: a public address is closed, a firewall
 * rule opens ports for its CIDRs, and a load balancer rule may narrow its own port further.
 *
 * @param client the IPv4 address that connects; inside the sandbox's networks, the machine's private one.
 */
export function admit(address: PublicAddress | undefined, port: number, client: string): Verdict {
  if (address === undefined) return denied("nobody has this address");
  const opened = address.firewall.some(
    ({ protocol, startPort = 0, endPort = startPort, cidrs }) =>
      protocol === "tcp" && startPort <= port && port <= endPort && contains(cidrs, client),
  );
  if (!opened) return denied(`no firewall rule of ${address.address} opens port ${port} for ${client}`);
  const rule = address.loadBalancers.find((one) => one.protocol !== "udp" && one.publicPort === port);
  if (rule === undefined) return denied(`no load balancer rule for port ${port}`);
  if (rule.cidrs.length > 0 && !contains(rule.cidrs, client)) {
    return denied(`the load balancer rule for port ${port} does not list ${client}`);
  }
  return { kind: "admitted", rule };
}

function denied(reason: string): Verdict {
  return { kind: "denied", reason };
}

function contains(cidrs: readonly string[], client: string): boolean {
  return cidrs.some((cidr) => ipaddr.IPv4.parse(client).match(ipaddr.IPv4.parseCIDR(cidr)));
}
