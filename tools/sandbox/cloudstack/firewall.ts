import { ApiError, conflicting, invalid } from "./api-error.ts";
import type { Body, Call, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { nextId } from "./identity.ts";
import { isCidr } from "./ipv4.ts";
import { equals, listed } from "./listing.ts";
import { isVisible } from "./owner.ts";
import { integer, list, type Params, text } from "./parameters.ts";
import { anyOverlap, portRange, refuseOverlap } from "./port-range.ts";
import { type IngressRule, need, type State } from "./state.ts";
import { dropTags, hasTags, tagged } from "./tags.ts";

/** Rules that let the world in to a public address. */
export const firewallCommands: Commands = {
  createFirewallRule: {
    kind: "async",
    create: (draft, { params }) => {
      const address = need(draft.addresses, params.ipaddressid);
      if (address.networkId === null) {
        throw invalid(
          "Unable to create firewall rule ; ip with specified id is not associated with any network",
        );
      }
      return addIngressRule(draft, {
        addressId: address.id,
        protocol: protocolOf(params),
        ...portRange(params),
        icmpType: integer(params, "icmptype"),
        icmpCode: integer(params, "icmpcode"),
        cidrs: cidrList(params, "cidrlist", ["0.0.0.0/0"]),
        openedBy: null,
      });
    },
    finish: (draft, call, id) => ({ firewallrule: showRule(draft, call, need(draft.ingressRules, id)) }),
    abort: (draft, _call, id) => {
      delete draft.ingressRules[id];
    },
  },
  deleteFirewallRule: {
    kind: "async",
    subject: "ingressRules",
    finish: (draft, _call, id) => {
      dropTags(draft, id);
      delete draft.ingressRules[id];
      return succeeded;
    },
  },
  listFirewallRules: {
    kind: "sync",
    subject: "ingressRules",
    run: (state, call) => {
      const found = Object.values(state.ingressRules).filter((rule) => {
        const address = need(state.addresses, rule.addressId);
        return (
          isVisible(call, address) &&
          equals(call, "id", rule.id) &&
          equals(call, "ipaddressid", rule.addressId) &&
          equals(call, "networkid", address.networkId) &&
          hasTags(state, call.params, rule.id)
        );
      });
      return listed(call, "firewallrule", found, (rule) => showRule(state, call, rule));
    },
  },
};

/**
 * Adds a rule to a public address.
 *
 * @throws ApiError 537 when a rule there already opens one of the ports to one of the sources.
 */
export function addIngressRule(draft: State, rule: Omit<IngressRule, "id">): string {
  for (const other of Object.values(draft.ingressRules)) {
    if (other.addressId !== rule.addressId || other.protocol !== rule.protocol) continue;
    if (!anyOverlap(other.cidrs, rule.cidrs)) continue;
    if (rule.protocol !== "icmp") refuseOverlap(rule, other);
    else if (other.icmpType === rule.icmpType && other.icmpCode === rule.icmpCode) {
      throw conflicting(`New rule conflicts with existing rule id=${other.id}`);
    }
  }
  const id = nextId(draft, "firewall");
  draft.ingressRules[id] = { id, ...rule };
  return id;
}

/** CIDRs of a rule, or what CloudStack assumes without any. */
export function cidrList(params: Params, name: string, byDefault: readonly string[]): readonly string[] {
  const cidrs = list(params, name);
  for (const cidr of cidrs) {
    if (!isCidr(cidr)) throw new ApiError(431, 9999, `Source cidrs formatting error ${cidr}`);
  }
  return cidrs.length === 0 ? byDefault : cidrs;
}

function protocolOf(params: Params): IngressRule["protocol"] {
  const protocol = text(params, "protocol").toLowerCase();
  if (protocol === "tcp" || protocol === "udp" || protocol === "icmp") return protocol;
  throw invalid(`Protocol ${protocol} is not supported for firewall rules`);
}

function showRule(state: State, call: Call, rule: IngressRule): Body {
  const address = need(state.addresses, rule.addressId);
  return {
    id: rule.id,
    protocol: rule.protocol,
    ...(rule.startPort === null ? {} : { startport: rule.startPort, endport: rule.endPort }),
    ...(rule.protocol === "icmp" ? { icmptype: rule.icmpType, icmpcode: rule.icmpCode } : {}),
    ipaddressid: address.id,
    ipaddress: address.address,
    networkid: address.networkId,
    traffictype: "Ingress",
    state: "Active",
    cidrlist: rule.cidrs.join(","),
    fordisplay: true,
    ...tagged(state, call, rule.id),
  };
}
