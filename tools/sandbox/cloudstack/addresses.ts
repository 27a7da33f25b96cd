import { denied, exhausted, failed, invalid } from "./api-error.ts";
import { removeBalancerRule } from "./balancer-rules.ts";
import type { Body, Call, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { nextId } from "./identity.ts";
import { firstFree, isAddress, toNumber } from "./ipv4.ts";
import { contains, equals, listed } from "./listing.ts";
import { isVisible, ownerFields, ownerOf } from "./owner.ts";
import { type Address, type Network, need, type State } from "./state.ts";
import { dropTags, hasTags, tagged } from "./tags.ts";

export const addressCommands: Commands = {
  associateIpAddress: {
    kind: "async",
    create: (draft, call) => {
      const { networkid, zoneid, ipaddress } = call.params;
      const owner = { projectId: ownerOf(call) };
      if (networkid === undefined && zoneid === undefined) {
        throw invalid("Please specify either the networkid or the zoneid");
      }
      if (networkid === undefined) return takeAddress(draft, call, owner.projectId, null, ipaddress);
      const network = need(draft.networks, networkid);
      if (network.projectId !== owner.projectId) {
        throw denied(`Account and project of network ${networkid} are not those of the call`);
      }
      return takeAddress(draft, call, owner.projectId, network, ipaddress);
    },
    finish: (draft, call, id) => ({ ipaddress: showAddress(draft, call, need(draft.addresses, id)) }),
    abort: (draft, _call, id) => releaseAddress(draft, id),
  },
  disassociateIpAddress: {
    kind: "async",
    subject: "addresses",
    finish: (draft, { params }, id) => {
      const found = Object.values(draft.addresses).find(
        (address) => address.id === id || (id === "" && address.address === params.ipaddress),
      );
      if (found === undefined) throw invalid("Unable to find ip address by id");
      if (found.sourceNat) {
        throw invalid("IP address is used for source nat purposes and can not be disassociated.");
      }
      releaseAddress(draft, found.id);
      return succeeded;
    },
  },
  listPublicIpAddresses: {
    kind: "sync",
    subject: "addresses",
    run: (state, call) => {
      const found = Object.values(state.addresses).filter(
        (address) =>
          isVisible(call, address) &&
          equals(call, "id", address.id) &&
          equals(call, "ipaddress", address.address) &&
          equals(call, "associatednetworkid", address.networkId) &&
          equals(call, "networkid", call.place.publicNetworkId) &&
          equals(call, "issourcenat", String(address.sourceNat)) &&
          equals(call, "isstaticnat", "false") &&
          equals(call, "state", "Allocated") &&
          contains(call, "keyword", address.address) &&
          hasTags(state, call.params, address.id),
      );
      return listed(call, "publicipaddress", found, (address) => showAddress(state, call, address));
    },
  },
};

/**
 * Builds the network's router if it has none yet. A router has a source NAT address: the one that the caller
 * associated first, or else one that CloudStack takes now.
 */
export function implementNetwork(draft: State, call: Call, network: Network): void {
  if (!hasSourceNat(draft, network.id)) takeAddress(draft, call, network.projectId, network);
  draft.networks[network.id] = { ...network, state: "Implemented" };
}

/** Gives an address back, with its rules. */
export function releaseAddress(draft: State, id: string): void {
  for (const rule of Object.values(draft.balancerRules)) {
    if (rule.addressId === id) removeBalancerRule(draft, rule.id);
  }
  for (const rule of Object.values(draft.ingressRules)) {
    if (rule.addressId !== id) continue;
    dropTags(draft, rule.id);
    delete draft.ingressRules[rule.id];
  }
  dropTags(draft, id);
  delete draft.addresses[id];
}

function takeAddress(
  draft: State,
  call: Call,
  projectId: string | null,
  network: Network | null,
  wanted?: string,
): string {
  const [first, last] = call.place.publicRange.map(toNumber);
  const taken = new Set(Object.values(draft.addresses).map(({ address }) => address));
  if (wanted !== undefined) {
    const inRange = isAddress(wanted) && toNumber(wanted) >= (first ?? 0) && toNumber(wanted) <= (last ?? 0);
    if (!inRange || taken.has(wanted))
      throw failed(`Failed to associate the address ${wanted}: it is not free`);
  }
  const address = wanted ?? firstFree(first ?? 0, last ?? 0, taken);
  if (address === null) throw exhausted("Insufficient address capacity: the public address range is used up");
  const id = nextId(draft, "address");
  draft.addresses[id] = {
    id,
    address,
    networkId: network?.id ?? null,
    sourceNat: network !== null && !hasSourceNat(draft, network.id),
    allocated: call.now,
    projectId,
  };
  return id;
}

function hasSourceNat(state: State, networkId: string): boolean {
  return Object.values(state.addresses).some(
    (address) => address.networkId === networkId && address.sourceNat,
  );
}

function showAddress(state: State, call: Call, address: Address): Body {
  const { place } = call;
  const network = address.networkId === null ? undefined : need(state.networks, address.networkId);
  const rules = [...Object.values(state.ingressRules), ...Object.values(state.balancerRules)];
  return {
    id: address.id,
    ipaddress: address.address,
    allocated: address.allocated,
    zoneid: place.zone.id,
    zonename: place.zone.name,
    issourcenat: address.sourceNat,
    isstaticnat: false,
    isportable: false,
    issystem: false,
    forvirtualnetwork: true,
    fordisplay: true,
    hasrules: rules.some((rule) => rule.addressId === address.id),
    state: "Allocated",
    networkid: place.publicNetworkId,
    physicalnetworkid: place.physicalNetworkId,
    ...(network === undefined
      ? {}
      : { associatednetworkid: network.id, associatednetworkname: network.name }),
    ...ownerFields(place, address),
    ...tagged(state, call, address.id),
  };
}
