import { ApiError, conflicting, invalid } from "./api-error.ts";
import type { Body, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { cidrList } from "./firewall.ts";
import { nextId } from "./identity.ts";
import { within } from "./ipv4.ts";
import { equals, listed } from "./listing.ts";
import { isVisible } from "./owner.ts";
import { integer, type Params, text } from "./parameters.ts";
import { anyOverlap, portRange, refuseOverlap } from "./port-range.ts";
import { type EgressRule, need, type State } from "./state.ts";

const everywhere = "0.0.0.0/0";

/** Rules that let a network's machines out. */
export const egressCommands: Commands = {
  createEgressFirewallRule: {
    kind: "async",
    create: (draft, { params }) => {
      const network = need(draft.networks, params.networkid);
      const cidrs = cidrList(params, "cidrlist", [everywhere]);
      for (const cidr of cidrs) {
        if (cidr === everywhere || within(cidr, network.cidr)) continue;
        throw new ApiError(431, 9999, `${cidr} is not within the guest cidr ${network.cidr}`);
      }
      const id = nextId(draft, "egress");
      const rule: EgressRule = {
        id,
        networkId: network.id,
        protocol: protocolOf(params),
        ...portRange(params),
        icmpType: integer(params, "icmptype"),
        icmpCode: integer(params, "icmpcode"),
        // CloudStack stores the network's CIDR for "everywhere", so that a plan with 0.0.0.0/0 never becomes empty.
        // https://github.com/apache/cloudstack-terraform-provider/issues/23
        cidrs: cidrs.map((cidr) => (cidr === everywhere ? network.cidr : cidr)),
        destinationCidrs: cidrList(params, "destcidrlist", []),
      };
      refuseConflict(draft, rule);
      draft.egressRules[id] = rule;
      return id;
    },
    finish: (draft, _call, id) => ({ firewallrule: showRule(need(draft.egressRules, id)) }),
    abort: (draft, _call, id) => {
      delete draft.egressRules[id];
    },
  },
  deleteEgressFirewallRule: {
    kind: "async",
    subject: "egressRules",
    finish: (draft, _call, id) => {
      delete draft.egressRules[id];
      return succeeded;
    },
  },
  listEgressFirewallRules: {
    kind: "sync",
    subject: "egressRules",
    run: (state, call) => {
      const found = Object.values(state.egressRules).filter(
        (rule) =>
          isVisible(call, need(state.networks, rule.networkId)) &&
          equals(call, "id", rule.id) &&
          equals(call, "networkid", rule.networkId),
      );
      return listed(call, "firewallrule", found, showRule);
    },
  },
};

function refuseConflict(state: State, rule: EgressRule): void {
  for (const other of Object.values(state.egressRules)) {
    if (other.networkId !== rule.networkId || other.protocol !== rule.protocol) continue;
    if (!anyOverlap(other.cidrs, rule.cidrs)) continue;
    if (other.destinationCidrs.join() !== rule.destinationCidrs.join()) continue;
    if (rule.protocol === "tcp" || rule.protocol === "udp") refuseOverlap(rule, other);
    else if (other.icmpType === rule.icmpType && other.icmpCode === rule.icmpCode) {
      throw conflicting(`New rule conflicts with existing rule id=${other.id}`);
    }
  }
}

function protocolOf(params: Params): EgressRule["protocol"] {
  const protocol = text(params, "protocol").toLowerCase();
  if (protocol === "tcp" || protocol === "udp" || protocol === "icmp" || protocol === "all") return protocol;
  throw invalid(`Protocol ${protocol} is not supported for egress rules`);
}

function showRule(rule: EgressRule): Body {
  return {
    id: rule.id,
    protocol: rule.protocol,
    ...(rule.startPort === null ? {} : { startport: rule.startPort, endport: rule.endPort }),
    ...(rule.protocol === "icmp" ? { icmptype: rule.icmpType, icmpcode: rule.icmpCode } : {}),
    networkid: rule.networkId,
    traffictype: "Egress",
    state: "Active",
    cidrlist: rule.cidrs.join(","),
    destcidrlist: rule.destinationCidrs.join(","),
    fordisplay: true,
    tags: [],
  };
}
