import type { CloudstackClient } from "../../../cloudstack/client.ts";
import type { Service } from "./kube-objects.ts";
import {
  type FoundOpening,
  type FoundRule,
  loadBalancerName,
  memberCalls,
  obsoleteRules,
  removalCalls,
  ruleNames,
  type WantedCall,
  wantedCalls,
} from "./load-balancer.ts";

/** The calls of a CCM with this cloud-config. */
export interface LoadBalancers {
  /** Makes rules, address and firewall what the Service asks for, and returns its address. */
  readonly ensure: (service: Service, nodes: readonly string[]) => Promise<string>;
  /** Brings the members of the Service's rules up to date; whether any changed. */
  readonly update: (service: Service, nodes: readonly string[]) => Promise<boolean>;
  /** Takes rules and firewall away, and the address unless the Service names it. */
  readonly remove: (service: Service) => Promise<void>;
}

interface Address {
  readonly id: string;
  readonly ip: string;
}

/**
 * What the CCM does about load balancers, by the calls that v1.1.1 was seen to make, in their order.
 *
 * @param projectId the project of cloud-config
 * @see https://github.com/apache/cloudstack-kubernetes-provider/blob/v1.1.1/cloudstack_loadbalancer.go
 */
export function loadBalancers({ call, run }: CloudstackClient, projectId: string | undefined): LoadBalancers {
  const project = projectId === undefined ? {} : { projectid: projectId };

  const rulesOf = async (service: Service): Promise<readonly FoundRule[]> => {
    const args = { keyword: loadBalancerName(service), listall: true, ...project };
    return (await call("listLoadBalancerRules", args)).loadbalancerrule ?? [];
  };

  const openingsOf = async (address: string): Promise<readonly FoundOpening[]> => {
    const args = { ipaddressid: address, listall: true, ...project };
    return (await call("listFirewallRules", args)).firewallrule ?? [];
  };

  async function hostsOf(nodes: readonly string[]) {
    const args = { listall: true, details: "min,nics", ...project };
    const { virtualmachine = [] } = await call("listVirtualMachines", args);
    const found = (
      virtualmachine as readonly { id: string; name: string; nic: readonly { networkid: string }[] }[]
    ).filter(({ name }) => nodes.includes(name.toLowerCase()));
    const networkId = found[0]?.nic[0]?.networkid;
    if (networkId === undefined) {
      throw new Error("none of the hosts matched the list of VMs retrieved from CS API");
    }
    return { networkId, members: found.map(({ id }) => id) };
  }

  async function reserved(ipaddress: string): Promise<Address> {
    const { publicipaddress = [] } = await call("listPublicIpAddresses", {
      ipaddress,
      listall: true,
      ...project,
    });
    if (publicipaddress.length !== 1) throw new Error(`could not find IP address ${ipaddress}`);
    return { id: publicipaddress[0].id, ip: ipaddress };
  }

  async function associated(networkid: string): Promise<Address> {
    await call("listNetworks", { id: networkid, ...project });
    const { ipaddress } = await run("associateIpAddress", { networkid, ...project });
    return { id: ipaddress.id, ip: ipaddress.ipaddress };
  }

  async function perform(calls: readonly WantedCall[]): Promise<void> {
    for (const { command, args, members } of calls) {
      const { loadbalancer } = (await run(command, args)) ?? {};
      if (members === undefined) continue;
      await run("assignToLoadBalancerRule", { id: loadbalancer.id, virtualmachineids: members.join() });
    }
  }

  return {
    async ensure(service, nodes) {
      const rules = await rulesOf(service);
      const { networkId, members } = await hostsOf(nodes);
      const wanted = service.spec.loadBalancerIP ?? "";
      const [rule] = rules;
      // As long as there are rules, their address stays, whatever the Service says now.
      const address =
        rule !== undefined
          ? { id: rule.publicipid, ip: rule.publicip }
          : await (wanted === "" ? associated(networkId) : reserved(wanted));
      try {
        await call("listNetworks", { id: networkId, ...project });
        const openings = await openingsOf(address.id);
        if (obsoleteRules(rules, ruleNames(service)).length > 0) {
          await call("listNetworkACLs", { networkid: networkId, listall: true, ...project });
        }
        await perform(wantedCalls(service, { address, networkId, members, rules, openings }));
      } catch (error) {
        if (rule === undefined && address.ip !== wanted) {
          await run("disassociateIpAddress", { id: address.id }).catch(() => undefined);
        }
        throw error;
      }
      return address.ip;
    },
    async update(service, nodes) {
      const rules = await rulesOf(service);
      const { members } = await hostsOf(nodes);
      let changed = false;
      for (const { id } of rules) {
        const { loadbalancerruleinstance = [] } = await call("listLoadBalancerRuleInstances", { id });
        const current = (loadbalancerruleinstance as readonly { id: string }[]).map((machine) => machine.id);
        const calls = memberCalls(id, members, current);
        await perform(calls);
        changed ||= calls.length > 0;
      }
      return changed;
    },
    async remove(service) {
      const rules = await rulesOf(service);
      for (const rule of rules) {
        // Without the project, in which it therefore finds no address: no Service there ever goes.
        // https://github.com/apache/cloudstack-kubernetes-provider/blob/v1.1.1/cloudstack_loadbalancer.go (getNetworkIDFromIPAddress)
        const { publicipaddress = [] } = await call("listPublicIpAddresses", { id: rule.publicipid });
        if (publicipaddress.length === 0) throw new Error(`No match found for ${rule.publicipid}`);
        await call("listNetworks", { id: publicipaddress[0].associatednetworkid, ...project });
        await perform(removalCalls(rule, await openingsOf(rule.publicipid)));
      }
      const [rule] = rules;
      if (rule === undefined || rule.publicip === service.spec.loadBalancerIP) return;
      await run("disassociateIpAddress", { id: rule.publicipid });
    },
  };
}
