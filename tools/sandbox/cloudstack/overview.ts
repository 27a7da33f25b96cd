import { isDown } from "./hosts.ts";
import type { Place } from "./place.ts";
import { need, type State } from "./state.ts";

/** A cloud's contents in names instead of ids, for people. */
export interface Overview {
  readonly zone: string;
  readonly networks: readonly {
    readonly name: string;
    readonly cidr: string;
    readonly project: string | null;
    readonly egress: readonly string[];
  }[];
  readonly addresses: readonly {
    readonly address: string;
    readonly network: string | null;
    readonly sourceNat: boolean;
    /** `tcp 6443 from 10.0.0.0/24`. */
    readonly firewall: readonly string[];
    readonly loadBalancers: readonly {
      readonly name: string;
      /** `tcp 6443 -> 6443`. */
      readonly ports: string;
      readonly algorithm: string;
      readonly cidrs: readonly string[];
      readonly members: readonly string[];
    }[];
  }[];
  readonly machines: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly privateIp: string;
    readonly network: string;
    readonly offering: string;
    readonly project: string | null;
    readonly affinityGroups: readonly string[];
    /** Where it runs, or ran when that host went down. */
    readonly host: string | null;
    /** A fault: nothing in it starts. */
    readonly unbootable: boolean;
  }[];
  readonly hosts: readonly { readonly name: string; readonly state: "up" | "down" }[];
  readonly volumes: readonly {
    readonly name: string;
    readonly type: string;
    readonly sizeGiB: number;
    readonly machine: string | null;
  }[];
}

export function overviewOf(state: State, place: Place): Overview {
  const projectName = (id: string | null) =>
    place.projects.find((project) => project.id === id)?.name ?? null;
  const networkName = (id: string) => need(state.networks, id).name;
  const machineName = (id: string) => need(state.machines, id).name;
  return {
    zone: place.zone.name,
    networks: Object.values(state.networks).map((network) => ({
      name: network.name,
      cidr: network.cidr,
      project: projectName(network.projectId),
      egress: Object.values(state.egressRules)
        .filter((rule) => rule.networkId === network.id)
        .map((rule) => ruleText(rule)),
    })),
    addresses: Object.values(state.addresses).map((address) => ({
      address: address.address,
      network: address.networkId === null ? null : networkName(address.networkId),
      sourceNat: address.sourceNat,
      firewall: Object.values(state.ingressRules)
        .filter((rule) => rule.addressId === address.id)
        .map((rule) => ruleText(rule)),
      loadBalancers: Object.values(state.balancerRules)
        .filter((rule) => rule.addressId === address.id)
        .map(({ name, protocol, publicPort, privatePort, algorithm, cidrs, members }) => ({
          name,
          ports: `${protocol} ${publicPort} -> ${privatePort}`,
          algorithm,
          cidrs,
          members: members.map(machineName),
        })),
    })),
    machines: Object.values(state.machines).map((machine) => ({
      id: machine.id,
      name: machine.name,
      state: machine.state,
      privateIp: machine.privateIp,
      network: networkName(machine.networkId),
      offering: place.serviceOfferings.find(({ id }) => id === machine.serviceOfferingId)?.name ?? "",
      project: projectName(machine.projectId),
      affinityGroups: machine.affinityGroupIds.map((id) => need(state.affinityGroups, id).name),
      host: place.hosts.find(({ id }) => id === machine.hostId)?.name ?? null,
      unbootable: machine.unbootable === true,
    })),
    hosts: place.hosts.map(({ id, name }) => ({ name, state: isDown(state, id) ? "down" : "up" })),
    volumes: Object.values(state.volumes).map(({ name, type, sizeGiB, machineId }) => ({
      name,
      type,
      sizeGiB,
      machine: machineId === null ? null : machineName(machineId),
    })),
  };
}

interface Rule {
  readonly protocol: string;
  readonly startPort: number | null;
  readonly endPort: number | null;
  readonly cidrs: readonly string[];
}

function ruleText({ protocol, startPort, endPort, cidrs }: Rule): string {
  const ports = startPort === null ? "" : ` ${startPort}${endPort === startPort ? "" : `-${endPort}`}`;
  return `${protocol}${ports} from ${cidrs.join(", ")}`;
}
