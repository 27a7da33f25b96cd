import type { Problem } from "../../config/diagnostic.ts";
import { cidr } from "../../config/ipv4.ts";
import type { Rule } from "../../config/rules/rule.ts";

/**
 * A PROXY protocol header is believed wherever it comes from in the platform. A connection that reached another node
 * than Traefik's comes from that node or from its address in the pod network, not from the virtual router.
 */
export const trustedAddressesRule: Rule = {
  reads: ["ingress_proxy_protocol_enabled", "ingress_proxy_protocol_trusted_ips", "network", "k3s", "addons"],
  check(config) {
    const trusted = config.ingress_proxy_protocol_trusted_ips;
    if (!config.ingress_proxy_protocol_enabled || trusted.length === 0 || !config.addons.traefik.enabled)
      return [];
    const missing = [config.network.cidr, config.k3s.cluster_cidr].filter(
      (range) => !trusted.some((other) => holds(other, range)),
    );
    if (missing.length === 0) return [];
    const problem: Problem = {
      severity: "warning",
      path: ["ingress_proxy_protocol_trusted_ips"],
      message: `should hold ${missing.join(" and ")}: from there connections reach Traefik, which else shows apps those addresses instead of the client's`,
      found: trusted.join(", "),
    };
    return [problem];
  },
};

function holds(outer: string, inner: string): boolean {
  const [a, b] = [cidr(outer), cidr(inner)];
  return a.first <= b.first && b.last <= a.last;
}
