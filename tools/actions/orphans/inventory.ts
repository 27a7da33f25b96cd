import type { Answer, CloudstackClient } from "../../cloudstack/client.ts";
import { listAll } from "../../cloudstack/list-all.ts";
import type { Place } from "../../cloudstack/place.ts";

type Tags = Readonly<Record<string, string>>;

/** What of an account or project may be a platform's. Ids are CloudStack's; a rule names what it is on. */
export interface Inventory {
  readonly machines: readonly {
    readonly id: string;
    readonly name: string;
    /** CloudStack's word: `Running`, `Error`, `Destroyed`, ... */
    readonly state: string;
    readonly networkIds: readonly string[];
    readonly tags: Tags;
  }[];
  readonly networks: readonly {
    readonly id: string;
    readonly name: string;
    readonly displayText: string;
    readonly tags: Tags;
  }[];
  readonly addresses: readonly {
    readonly id: string;
    /** As in `203.0.113.10`. */
    readonly address: string;
    readonly networkId?: string;
    readonly isSourceNat: boolean;
    readonly isStaticNat: boolean;
    readonly tags: Tags;
  }[];
  readonly balancerRules: readonly {
    readonly id: string;
    readonly name: string;
    readonly addressId: string;
  }[];
  readonly firewallRules: readonly {
    readonly id: string;
    readonly name: string;
    readonly addressId: string;
  }[];
  readonly portForwardings: readonly { readonly id: string; readonly addressId: string }[];
  readonly egressRules: readonly { readonly id: string; readonly name: string; readonly networkId: string }[];
  readonly affinityGroups: readonly {
    readonly id: string;
    readonly name: string;
    readonly description: string;
  }[];
  /** Data volumes only: a root volume comes and goes with its machine. */
  readonly volumes: readonly {
    readonly id: string;
    readonly name: string;
    readonly machineId?: string;
    readonly tags: Tags;
  }[];
}

/** Lists everything in the platform's zone and project. Errors: those of the client. */
export async function takeInventory(call: CloudstackClient["call"], place: Place): Promise<Inventory> {
  const { zoneid, projectid } = place;
  const here = { zoneid, projectid };
  const project = { projectid };
  const [
    machines,
    networks,
    addresses,
    balancerRules,
    firewallRules,
    egressRules,
    groups,
    volumes,
    forwardings,
  ] = await Promise.all([
    listAll(call, "listVirtualMachines", here),
    listAll(call, "listNetworks", here),
    listAll(call, "listPublicIpAddresses", here),
    listAll(call, "listLoadBalancerRules", here),
    listAll(call, "listFirewallRules", project),
    listAll(call, "listEgressFirewallRules", project),
    listAll(call, "listAffinityGroups", project),
    listAll(call, "listVolumes", { ...here, type: "DATADISK" }),
    listForwardings(call, project),
  ]);
  return {
    machines: machines.map(({ id, name, state, nic = [], tags }) => ({
      id,
      name,
      state,
      networkIds: nic.map(({ networkid }: Answer) => networkid),
      tags: tagsIn(tags),
    })),
    networks: networks.map(({ id, name, displaytext = "", tags }) => ({
      id,
      name,
      displayText: displaytext,
      tags: tagsIn(tags),
    })),
    addresses: addresses.map(({ id, ipaddress, associatednetworkid, issourcenat, isstaticnat, tags }) => ({
      id,
      address: ipaddress,
      ...(associatednetworkid === undefined ? {} : { networkId: associatednetworkid }),
      isSourceNat: issourcenat === true,
      isStaticNat: isstaticnat === true,
      tags: tagsIn(tags),
    })),
    balancerRules: balancerRules.map(({ id, name, publicipid }) => ({ id, name, addressId: publicipid })),
    firewallRules: firewallRules.map((rule) => ({
      id: rule.id,
      name: `${ports(rule)} from ${rule.cidrlist}`,
      addressId: rule.ipaddressid,
    })),
    portForwardings: forwardings.map(({ id, ipaddressid }) => ({ id, addressId: ipaddressid })),
    egressRules: egressRules.map((rule) => ({
      id: rule.id,
      name: `${ports(rule)} of ${rule.cidrlist}`,
      networkId: rule.networkid,
    })),
    affinityGroups: groups.map(({ id, name, description = "" }) => ({ id, name, description })),
    volumes: volumes.map(({ id, name, virtualmachineid, tags }) => ({
      id,
      name,
      ...(virtualmachineid === undefined ? {} : { machineId: virtualmachineid }),
      tags: tagsIn(tags),
    })),
  };
}

/** Loco makes no port forwarding, so a role need not allow the call; without it, such rules are not seen. */
async function listForwardings(
  call: CloudstackClient["call"],
  project: Readonly<Record<string, string | undefined>>,
): Promise<readonly Answer[]> {
  try {
    return await listAll(call, "listPortForwardingRules", project);
  } catch (error) {
    if (error instanceof Error && /does not exist or is not available/.test(error.message)) return [];
    throw error;
  }
}

function tagsIn(tags: readonly { readonly key: string; readonly value: string }[] = []): Tags {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

function ports({ protocol, startport, endport }: Answer): string {
  if (startport === undefined) return protocol;
  return `${protocol} ${startport === endport || endport === undefined ? startport : `${startport}-${endport}`}`;
}
