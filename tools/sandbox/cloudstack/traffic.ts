import type { Dataplane, FirewallRule, LoadBalancerRule, TrafficPolicy } from "../ports.ts";
import type { BalancerRule, IngressRule, State } from "./state.ts";

/** The traffic that the state allows: load balancer rules lead to running members only. */
function trafficPolicy(state: State, leftOut: ReadonlySet<string>): TrafficPolicy {
  return {
    networks: Object.values(state.networks).map(({ id, cidr, gateway }) => ({ id, cidr, gateway })),
    addresses: Object.values(state.addresses).flatMap(({ id, address, networkId }) =>
      networkId === null
        ? []
        : [
            {
              address,
              networkId,
              firewall: Object.values(state.ingressRules)
                .filter((rule) => rule.addressId === id)
                .map(firewallRule),
              loadBalancers: Object.values(state.balancerRules)
                .filter((rule) => rule.addressId === id)
                .map((rule) => balancerRule(state, rule, leftOut)),
            },
          ],
    ),
  };
}

/** Keeps the data plane in step with the state. */
export interface TrafficControl {
  /** Resolves when the data plane enforces the state as it is now, or a later one. */
  readonly enforce: () => Promise<void>;
}

/**
 * Calls the data plane one change after the other, and only when something did change. `leftOut`: ids of machines that a
 * fault keeps out of load balancing.
 */
export function trafficControl(
  state: () => State,
  dataplane: Dataplane,
  leftOut: ReadonlySet<string>,
): TrafficControl {
  let enforced = "";
  let queue: Promise<void> = Promise.resolve();
  return {
    enforce: () => {
      const turn = queue.then(async () => {
        const policy = trafficPolicy(state(), leftOut);
        const text = JSON.stringify(policy);
        if (text === enforced) return;
        await dataplane.apply(policy);
        enforced = text;
      });
      queue = turn.catch(() => {});
      return turn;
    },
  };
}

function firewallRule({ protocol, startPort, endPort, cidrs }: IngressRule): FirewallRule {
  if (protocol === "icmp") return { protocol, cidrs };
  return { protocol, startPort: startPort ?? 1, endPort: endPort ?? 65535, cidrs };
}

function balancerRule(state: State, rule: BalancerRule, leftOut: ReadonlySet<string>): LoadBalancerRule {
  const { id, publicPort, privatePort, algorithm, protocol, cidrs } = rule;
  const members = rule.members.flatMap((member) => {
    const machine = state.machines[member];
    return machine?.state === "Running" && !leftOut.has(member) ? [machine.privateIp] : [];
  });
  return { id, publicPort, privatePort, algorithm, protocol, cidrs, members };
}
