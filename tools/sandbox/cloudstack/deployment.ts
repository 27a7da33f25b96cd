import { implementNetwork } from "./addresses.ts";
import { groupsOf } from "./affinity-groups.ts";
import { exhausted, invalid } from "./api-error.ts";
import type { AsyncCommand, Call } from "./command.ts";
import { hostFor, hostWentDown, isDown } from "./hosts.ts";
import { nextId, nextMacAddress } from "./identity.ts";
import { bounds, firstFree, isAddress, toAddress, toNumber } from "./ipv4.ts";
import { keyPairNames } from "./key-pairs.ts";
import { showMachine } from "./machine-view.ts";
import { networkFor } from "./networks.ts";
import { ownerOf } from "./owner.ts";
import { entries, flag, integer, list } from "./parameters.ts";
import { type Network, need, type State, type VirtualMachine } from "./state.ts";
import { userDataOf } from "./user-data.ts";
import { createRootVolume, releaseVolumes } from "./volumes.ts";

/**
 * Deploys a virtual machine: name, address and disk are settled before the answer, starting it is the job. A machine
 * that does not start stays, with its name and address, in state `Error` and without disks.
 *
 * @see https://github.com/apache/cloudstack/blob/main/server/src/main/java/com/cloud/vm/UserVmManagerImpl.java
 * (updateVmStateForFailedVmCreation)
 */
export const deployVirtualMachine: AsyncCommand = {
  kind: "async",
  create: (draft, call) => {
    const { params, place } = call;
    const owner = { projectId: ownerOf(call) };
    const { networkId, wantedIp } = requestedNic(call);
    const network = networkFor(draft, networkId, owner);
    const serviceOfferingId = offeringOf(call);
    if (params.templateid !== place.template.id) throw invalid(`Unable to use template ${params.templateid}`);
    const id = nextId(draft, "machine");
    const name = params.name ?? `VM-${id}`;
    checkHostName(draft, name, network);
    const machine: VirtualMachine = {
      id,
      name,
      displayName: params.displayname ?? name,
      group: params.group ?? null,
      state: "Stopped",
      networkId,
      nicId: nextId(draft, "nic"),
      privateIp: takePrivateIp(draft, network, wantedIp),
      macAddress: nextMacAddress(draft),
      serviceOfferingId,
      templateId: place.template.id,
      affinityGroupIds: groupsOf(draft, call, owner.projectId),
      keyPairs: keyPairNames(draft, call, owner.projectId),
      details: Object.assign({}, ...entries(params, "details")),
      userData: userDataOf(call),
      hostId: null,
      created: call.now,
      updated: call.now,
      ...owner,
    };
    draft.machines[id] = machine;
    createRootVolume(draft, call, machine, integer(params, "rootdisksize"));
    implementNetwork(draft, call, network);
    return id;
  },
  prepare: (draft, call, id) => {
    if (!flag(call.params, "startvm", true)) return [];
    const machine = need(draft.machines, id);
    draft.machines[id] = { ...machine, state: "Starting", hostId: hostFor(draft, call.place, machine) };
    return [{ action: "start", machineId: id }];
  },
  finish: (draft, call, id) => {
    const machine = need(draft.machines, id);
    const state = flag(call.params, "startvm", true) ? "Running" : "Stopped";
    if (isDown(draft, machine.hostId)) throw hostWentDown(machine.name);
    draft.machines[id] = { ...machine, state, updated: call.now };
    return { virtualmachine: showMachine(draft, call, need(draft.machines, id)) };
  },
  abort: (draft, call, id) => {
    draft.machines[id] = { ...need(draft.machines, id), state: "Error", hostId: null, updated: call.now };
    releaseVolumes(draft, id);
  },
};

/**
 * Refuses a name that is no host name, or that a machine of the network has. Machines that are destroyed and not yet
 * expunged still have theirs.
 */
export function checkHostName(state: State, name: string, network: Network): void {
  if (!/^[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(name)) {
    throw invalid(
      "Invalid name. Vm name can contain ASCII letters 'a' through 'z', the digits '0' through '9', and the hyphen " +
        "('-'), must be between 1 and 63 characters long, and can't start or end with \"-\" and can't start with digit",
    );
  }
  const isTaken = Object.values(state.machines).some(
    (machine) => machine.networkId === network.id && machine.name.toLowerCase() === name.toLowerCase(),
  );
  if (!isTaken) return;
  throw invalid(
    `The vm with hostName ${name} already exists in the network domain: ${network.domain}; network=${network.name}`,
  );
}

function requestedNic({ params }: Call): {
  readonly networkId: string;
  readonly wantedIp: string | undefined;
} {
  const pairs = entries(params, "iptonetworklist");
  const networks = list(params, "networkids");
  if (pairs.length > 0 && (networks.length > 0 || params.ipaddress !== undefined)) {
    throw invalid("ipToNetworkMap can't be specified along with networkIds or ipAddress");
  }
  const nics =
    pairs.length > 0
      ? pairs.map(({ networkid = "", ip }) => ({ networkid, ip }))
      : networks.map((networkid) => ({ networkid, ip: params.ipaddress }));
  const [nic] = nics;
  if (nic === undefined || nics.length > 1) {
    throw invalid("name one network (networkids): a machine of the sandbox has one NIC");
  }
  return { networkId: nic.networkid, wantedIp: nic.ip };
}

function offeringOf({ params, place }: Call): string {
  const found = place.serviceOfferings.find(({ id }) => id === params.serviceofferingid);
  if (found === undefined) throw invalid(`Unable to find service offering: ${params.serviceofferingid}`);
  return found.id;
}

function takePrivateIp(state: State, network: Network, wanted: string | undefined): string {
  const taken = new Set([
    network.gateway,
    ...Object.values(state.machines)
      .filter((machine) => machine.networkId === network.id)
      .map(({ privateIp }) => privateIp),
  ]);
  const [base, broadcast] = bounds(network.cidr);
  const refuse = (detail: string) =>
    exhausted(
      `Unable to acquire Guest IP address for network Network {"name": "${network.name}", "uuid": "${network.id}"}${detail}`,
    );
  if (wanted !== undefined) {
    if (!isAddress(wanted)) throw invalid(`Invalid format for IP address parameter: ${wanted}`);
    const isUsable = toNumber(wanted) > base && toNumber(wanted) < broadcast && !taken.has(wanted);
    if (!isUsable) throw refuse(` (requested ${wanted})`);
    return wanted;
  }
  const first = toNumber(network.startIp ?? toAddress(base + 1));
  const last = toNumber(network.endIp ?? toAddress(broadcast - 1));
  // CloudStack takes any free one; the lowest keeps runs the same.
  const address = firstFree(first, last, taken);
  if (address === null) throw refuse("");
  return address;
}
