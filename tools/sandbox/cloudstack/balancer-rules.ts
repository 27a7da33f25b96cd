import { conflicting, invalid } from "./api-error.ts";
import type { Body, Call, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { addIngressRule, cidrList } from "./firewall.ts";
import { nextId } from "./identity.ts";
import { contains, equals, listed } from "./listing.ts";
import { showMachine } from "./machine-view.ts";
import { isVisible, ownerFields } from "./owner.ts";
import { flag, integer, list, type Params, text } from "./parameters.ts";
import { isPort, refuseOverlap } from "./port-range.ts";
import { type BalancerRule, need, type State } from "./state.ts";
import { dropTags, hasTags, tagged } from "./tags.ts";

/** Load balancer rules: a port of a public address, carried to a port of member machines. */
export const balancerCommands: Commands = {
  createLoadBalancerRule: {
    kind: "async",
    create: (draft, { params }) => {
      const addressId = params.publicipid;
      if (addressId === undefined)
        throw invalid("publicipid is required: the sandbox balances on addresses you hold");
      const networkId = networkOfRule(draft, addressId, params);
      const rule: BalancerRule = {
        id: nextId(draft, "loadbalancer"),
        name: text(params, "name"),
        description: params.description ?? "",
        addressId,
        networkId,
        algorithm: algorithmOf(text(params, "algorithm")),
        protocol: protocolOf(params),
        publicPort: portOf(params, "publicport"),
        privatePort: portOf(params, "privateport"),
        cidrs: cidrList(params, "cidrlist", []),
        members: [],
      };
      refuseConflict(draft, rule);
      draft.balancerRules[rule.id] = rule;
      // On unless the caller says no, as the provider always does.
      if (flag(params, "openfirewall", true)) openFirewall(draft, rule);
      return rule.id;
    },
    finish: (draft, call, id) => ({ loadbalancer: showRule(draft, call, need(draft.balancerRules, id)) }),
    abort: (draft, _call, id) => removeBalancerRule(draft, id),
  },
  updateLoadBalancerRule: {
    kind: "async",
    subject: "balancerRules",
    finish: (draft, call, id) => {
      const { params } = call;
      const rule = need(draft.balancerRules, id);
      const changed: BalancerRule = {
        ...rule,
        name: params.name ?? rule.name,
        description: params.description ?? rule.description,
        algorithm: algorithmOf(params.algorithm ?? rule.algorithm),
        protocol: params.protocol === undefined ? rule.protocol : protocolOf(params),
      };
      draft.balancerRules[id] = changed;
      return { loadbalancer: showRule(draft, call, changed) };
    },
  },
  deleteLoadBalancerRule: {
    kind: "async",
    subject: "balancerRules",
    finish: (draft, _call, id) => {
      removeBalancerRule(draft, id);
      return succeeded;
    },
  },
  assignToLoadBalancerRule: {
    kind: "async",
    subject: "balancerRules",
    finish: (draft, { params }, id) => {
      const rule = need(draft.balancerRules, id);
      const added = members(params);
      for (const machineId of added) {
        const machine = need(draft.machines, machineId);
        if (rule.members.includes(machineId)) {
          throw invalid(`VM ${machineId} with ${machine.privateIp} is already mapped to load balancer.`);
        }
        if (machine.state === "Destroyed" || machine.state === "Expunging") {
          throw invalid("Invalid instance id specified");
        }
        if (machine.networkId !== rule.networkId) {
          throw invalid(`VM ${machineId} cannot be added because it doesn't belong in the same network.`);
        }
      }
      draft.balancerRules[id] = { ...rule, members: [...rule.members, ...added] };
      return succeeded;
    },
  },
  removeFromLoadBalancerRule: {
    kind: "async",
    subject: "balancerRules",
    finish: (draft, { params }, id) => {
      const rule = need(draft.balancerRules, id);
      const removed = members(params);
      for (const machineId of removed) {
        if (!rule.members.includes(machineId)) throw invalid(`Invalid VM id: ${machineId}`);
      }
      draft.balancerRules[id] = {
        ...rule,
        members: rule.members.filter((member) => !removed.includes(member)),
      };
      return succeeded;
    },
  },
  listLoadBalancerRules: {
    kind: "sync",
    subject: "balancerRules",
    run: (state, call) => {
      const machineId = call.params.virtualmachineid;
      const found = Object.values(state.balancerRules).filter(
        (rule) =>
          isVisible(call, need(state.addresses, rule.addressId)) &&
          equals(call, "id", rule.id) &&
          equals(call, "publicipid", rule.addressId) &&
          equals(call, "networkid", rule.networkId) &&
          contains(call, "name", rule.name) &&
          contains(call, "keyword", rule.name) &&
          (machineId === undefined || rule.members.includes(machineId)) &&
          hasTags(state, call.params, rule.id),
      );
      return listed(call, "loadbalancerrule", found, (rule) => showRule(state, call, rule));
    },
  },
  listLoadBalancerRuleInstances: {
    kind: "sync",
    subject: "balancerRules",
    run: (state, call) => {
      const isApplied = flag(call.params, "applied", true);
      const rule = need(state.balancerRules, call.params.id);
      const found = Object.values(state.machines).filter(
        (machine) =>
          machine.networkId === rule.networkId &&
          machine.state !== "Destroyed" &&
          machine.state !== "Expunging" &&
          rule.members.includes(machine.id) === isApplied,
      );
      return listed(call, "loadbalancerruleinstance", found, (machine) => showMachine(state, call, machine));
    },
  },
  // There are none, but the provider crashes on every load balancer rule when it cannot ask.
  // https://github.com/apache/cloudstack-terraform-provider/blob/v0.6.0/cloudstack/resource_cloudstack_loadbalancer_rule.go#L266
  listAutoScaleVmGroups: { kind: "sync", run: () => ({}) },
};

/** Removes a rule, its tags and the firewall rule that it opened. */
export function removeBalancerRule(draft: State, id: string): void {
  for (const rule of Object.values(draft.ingressRules)) {
    if (rule.openedBy === id) delete draft.ingressRules[rule.id];
  }
  dropTags(draft, id);
  delete draft.balancerRules[id];
}

function networkOfRule(draft: State, addressId: string, params: Params): string {
  const address = need(draft.addresses, addressId);
  const networkId = address.networkId ?? params.networkid;
  if (networkId === undefined) {
    throw invalid("Unable to create load balancer rule: the address is not associated with a network");
  }
  if ((params.networkid ?? networkId) !== networkId) {
    throw conflicting(
      `Address ${address.address} is associated with another network than ${params.networkid}`,
    );
  }
  draft.addresses[addressId] = { ...address, networkId };
  return networkId;
}

function refuseConflict(state: State, rule: BalancerRule): void {
  const ports = { startPort: rule.publicPort, endPort: rule.publicPort };
  for (const other of Object.values(state.balancerRules)) {
    if (other.addressId !== rule.addressId || transport(other) !== transport(rule)) continue;
    refuseOverlap(ports, { id: other.id, startPort: other.publicPort, endPort: other.publicPort });
  }
}

function openFirewall(draft: State, rule: BalancerRule): void {
  addIngressRule(draft, {
    addressId: rule.addressId,
    protocol: transport(rule),
    startPort: rule.publicPort,
    endPort: rule.publicPort,
    icmpType: null,
    icmpCode: null,
    cidrs: rule.cidrs.length === 0 ? ["0.0.0.0/0"] : rule.cidrs,
    openedBy: rule.id,
  });
}

function transport({ protocol }: BalancerRule): "tcp" | "udp" {
  return protocol === "udp" ? "udp" : "tcp";
}

function algorithmOf(algorithm: string): BalancerRule["algorithm"] {
  if (algorithm === "source" || algorithm === "roundrobin" || algorithm === "leastconn") return algorithm;
  throw invalid(`Invalid algorithm: ${algorithm}`);
}

function protocolOf(params: Params): BalancerRule["protocol"] {
  const protocol = (params.protocol ?? "tcp").toLowerCase();
  if (protocol === "tcp" || protocol === "udp" || protocol === "tcp-proxy") return protocol;
  throw invalid(`Invalid protocol: ${protocol}`);
}

function portOf(params: Params, name: "publicport" | "privateport"): number {
  const port = integer(params, name) ?? 0;
  if (!isPort(port)) throw invalid(`${name} is an invalid value: ${port}`);
  return port;
}

function members(params: Params): readonly string[] {
  if (params.virtualmachineids === undefined) throw invalid("Both instanceids and vmidipmap can't be null");
  return list(params, "virtualmachineids");
}

function showRule(state: State, call: Call, rule: BalancerRule): Body {
  const { place } = call;
  const address = need(state.addresses, rule.addressId);
  return {
    id: rule.id,
    name: rule.name,
    description: rule.description,
    publicipid: address.id,
    publicip: address.address,
    // Texts in CloudStack as well, unlike the ports of firewall rules.
    publicport: String(rule.publicPort),
    privateport: String(rule.privatePort),
    algorithm: rule.algorithm,
    protocol: rule.protocol,
    // Separated by spaces, unlike the lists of firewall rules.
    ...(rule.cidrs.length === 0 ? {} : { cidrlist: rule.cidrs.join(" ") }),
    state: "Active",
    networkid: rule.networkId,
    zoneid: place.zone.id,
    zonename: place.zone.name,
    fordisplay: true,
    ...ownerFields(place, address),
    ...tagged(state, call, rule.id),
  };
}
