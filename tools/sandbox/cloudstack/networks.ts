import { releaseAddress } from "./addresses.ts";
import { denied, failed, invalid } from "./api-error.ts";
import type { Body, Call, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { nextId, nextNumber } from "./identity.ts";
import { bounds, isAddress, isCidr, networkOf, toNumber } from "./ipv4.ts";
import { contains, equals, listed } from "./listing.ts";
import { networkServices } from "./network-services.ts";
import { isVisible, ownerFields, ownerOf } from "./owner.ts";
import { text } from "./parameters.ts";
import { type Network, need, type Owned, type State } from "./state.ts";
import { dropTags, hasTags, tagged } from "./tags.ts";

export const networkCommands: Commands = {
  createNetwork: {
    kind: "sync",
    run: (draft, call) => {
      const { params, place } = call;
      if (params.networkofferingid !== place.networkOffering.id || params.zoneid !== place.zone.id) {
        throw invalid("Unable to find network offering by specified id in the zone");
      }
      // CloudStack's `guest.cidr...` default for a network whose caller leaves the choice to it.
      const gateway = params.gateway ?? "10.1.1.1";
      const netmask = params.netmask ?? "255.255.255.0";
      if (!isAddress(gateway)) throw invalid("Invalid gateway");
      if (!isAddress(netmask) || !isCidr(networkOf(gateway, netmask))) throw invalid("Invalid netmask");
      const cidr = networkOf(gateway, netmask);
      const [first, last] = bounds(cidr);
      const { startip = null, endip = startip } = params;
      for (const address of [startip, endip]) {
        if (address === null) continue;
        if (!isAddress(address) || toNumber(address) <= first || toNumber(address) >= last) {
          throw invalid("Invalid value for startIp or endIp: not in the network's CIDR");
        }
      }
      const id = nextId(draft, "network");
      const network: Network = {
        id,
        name: text(params, "name"),
        displayText: params.displaytext ?? text(params, "name"),
        offeringId: place.networkOffering.id,
        cidr,
        gateway,
        netmask,
        startIp: startip,
        endIp: endip,
        domain: params.networkdomain ?? "cs2cloud.internal",
        vlan: 100 + nextNumber(draft, "vlan"),
        state: "Allocated",
        created: call.now,
        projectId: ownerOf(call),
      };
      draft.networks[id] = network;
      return { network: showNetwork(draft, call, network) };
    },
  },
  updateNetwork: {
    kind: "async",
    subject: "networks",
    finish: (draft, call, id) => {
      const { params, place } = call;
      const network = need(draft.networks, id);
      if ((params.networkofferingid ?? place.networkOffering.id) !== place.networkOffering.id) {
        throw invalid("the sandbox has one network offering only");
      }
      if ((params.guestvmcidr ?? network.cidr) !== network.cidr) {
        throw invalid("the sandbox cannot reserve a part of a network (guestvmcidr)");
      }
      const changed = {
        ...network,
        name: params.name ?? network.name,
        displayText: params.displaytext ?? network.displayText,
        domain: params.networkdomain ?? network.domain,
      };
      draft.networks[id] = changed;
      return { network: showNetwork(draft, call, changed) };
    },
  },
  restartNetwork: { kind: "async", subject: "networks", finish: () => succeeded },
  deleteNetwork: {
    kind: "async",
    subject: "networks",
    finish: (draft, _call, id) => {
      // Machines count until they are expunged. CloudStack logs why and tells the caller only this.
      if (Object.values(draft.machines).some((machine) => machine.networkId === id)) {
        throw failed("Failed to delete network");
      }
      for (const address of Object.values(draft.addresses)) {
        if (address.networkId === id) releaseAddress(draft, address.id);
      }
      for (const rule of Object.values(draft.egressRules)) {
        if (rule.networkId === id) delete draft.egressRules[rule.id];
      }
      dropTags(draft, id);
      delete draft.networks[id];
      return succeeded;
    },
  },
  // No network here is a VPC's tier, so none has a list. The CCM asks whenever a port of a Service goes, and without an answer
  // leaves the port's rule: https://github.com/apache/cloudstack-kubernetes-provider/blob/v1.1.1/cloudstack_loadbalancer.go
  listNetworkACLs: { kind: "sync", run: () => ({}) },
  listNetworks: {
    kind: "sync",
    subject: "networks",
    run: (state, call) => {
      const found = Object.values(state.networks).filter(
        (network) =>
          isVisible(call, network) &&
          equals(call, "id", network.id) &&
          equals(call, "networkofferingid", network.offeringId) &&
          equals(call, "type", "Isolated") &&
          equals(call, "traffictype", "Guest") &&
          contains(call, "keyword", network.name) &&
          hasTags(state, call.params, network.id),
      );
      return listed(call, "network", found, (network) => showNetwork(state, call, network));
    },
  },
};

/** The network a new object is put in; it must have the same owner. */
export function networkFor(state: State, id: string, owner: Owned): Network {
  const network = state.networks[id];
  if (network === undefined) throw invalid(`Unable to find network by id ${id}`);
  if (network.projectId !== owner.projectId) {
    throw denied(`Unable to use network with id= ${id}, permission denied`);
  }
  return network;
}

function showNetwork(state: State, call: Call, network: Network): Body {
  const { place } = call;
  return {
    id: network.id,
    name: network.name,
    displaytext: network.displayText,
    broadcastdomaintype: "Vlan",
    traffictype: "Guest",
    gateway: network.gateway,
    netmask: network.netmask,
    cidr: network.cidr,
    zoneid: place.zone.id,
    zonename: place.zone.name,
    networkofferingid: place.networkOffering.id,
    networkofferingname: place.networkOffering.name,
    networkofferingdisplaytext: place.networkOffering.name,
    networkofferingconservemode: true,
    networkofferingavailability: "Required",
    issystem: false,
    state: network.state,
    related: network.id,
    dns1: "127.0.77.1",
    type: "Isolated",
    acltype: "Account",
    service: networkServices,
    networkdomain: network.domain,
    physicalnetworkid: place.physicalNetworkId,
    restartrequired: false,
    specifyipranges: false,
    specifyvlan: false,
    canusefordeploy: true,
    ispersistent: false,
    displaynetwork: true,
    strechedl2subnet: false,
    redundantrouter: false,
    egressdefaultpolicy: false,
    created: network.created,
    ...ownerFields(place, network),
    ...tagged(state, call, network.id),
  };
}
