import { invalid } from "./api-error.ts";
import type { Body, Call } from "./command.ts";
import { ownerFields } from "./owner.ts";
import { flag, list } from "./parameters.ts";
import { need, type State, type VirtualMachine } from "./state.ts";
import { tagged } from "./tags.ts";

const allowedDetails = [
  "all",
  "group",
  "nics",
  "stats",
  "secgrp",
  "tmpl",
  "servoff",
  "diskoff",
  "backoff",
  "iso",
  "volume",
  "min",
  "affgrp",
];

/**
 * A machine as the API shows it. `details` of the call narrows it, as the CCM does with `min,nics`.
 *
 * User data is shown only with `userdata=true` (the default since CloudStack 4.18): the provider would otherwise take it
 * for a change and restart the machine at every apply.
 */
export function showMachine(state: State, call: Call, machine: VirtualMachine): Body {
  const { place } = call;
  const shows = detailsOf(call);
  const groups = machine.affinityGroupIds.map((id) => need(state.affinityGroups, id));
  return {
    id: machine.id,
    name: machine.name,
    displayname: machine.displayName,
    state: machine.state,
    created: machine.created,
    lastupdated: machine.updated,
    zoneid: place.zone.id,
    zonename: place.zone.name,
    haenable: false,
    displayvm: true,
    deleteprotection: false,
    hypervisor: "KVM",
    boottype: "BIOS",
    bootmode: "legacy",
    passwordenabled: false,
    isdynamicallyscalable: false,
    rootdeviceid: 0,
    rootdevicetype: "ROOT",
    guestosid: place.osType.id,
    ostypeid: place.osType.id,
    osdisplayname: place.osType.name,
    userid: place.user.id,
    username: place.user.name,
    keypairs: machine.keyPairs.join(","),
    details: machine.details,
    ...(shows("group") && machine.group !== null ? { group: machine.group } : {}),
    ...(shows("tmpl") ? templateFields(call) : {}),
    ...(shows("servoff") ? offeringFields(call, machine) : {}),
    ...(shows("nics") ? { nic: [showNic(state, machine)] } : {}),
    ...(shows("secgrp") ? { securitygroup: [] } : {}),
    ...(shows("affgrp")
      ? {
          affinitygroup: groups.map(({ id, name, type, description, projectId }) => ({
            id,
            name,
            type,
            description,
            ...ownerFields(place, { projectId }),
          })),
        }
      : {}),
    ...(showsUserData(call) && machine.userData !== "" ? { userdata: machine.userData } : {}),
    ...ownerFields(place, machine),
    ...tagged(state, call, machine.id),
  };
}

function showsUserData({ command, params }: Call): boolean {
  return command === "listVirtualMachines" && flag(params, "userdata");
}

function detailsOf({ command, params }: Call): (part: string) => boolean {
  // Other commands have a parameter of that name, too: a map of settings.
  const asked = command === "listVirtualMachines" ? list(params, "details") : [];
  const wrong = asked.find((part) => !allowedDetails.includes(part));
  if (wrong !== undefined) {
    throw invalid(
      `The details parameter contains a non permitted value. The allowed values are ${allowedDetails.join(", ")}`,
    );
  }
  return (part) => asked.length === 0 || asked.includes("all") || asked.includes(part);
}

function templateFields({ place }: Call): Body {
  const { id, name } = place.template;
  return {
    templateid: id,
    templatename: name,
    templatedisplaytext: name,
    templatetype: "USER",
    templateformat: "QCOW2",
  };
}

function offeringFields({ place }: Call, machine: VirtualMachine): Body {
  const offering = place.serviceOfferings.find(({ id }) => id === machine.serviceOfferingId);
  return {
    serviceofferingid: machine.serviceOfferingId,
    serviceofferingname: offering?.name,
    cpunumber: offering?.cpus,
    cpuspeed: 2000,
    memory: offering?.memoryMiB,
  };
}

function showNic(state: State, machine: VirtualMachine): Body {
  const network = need(state.networks, machine.networkId);
  return {
    id: machine.nicId,
    networkid: network.id,
    networkname: network.name,
    netmask: network.netmask,
    gateway: network.gateway,
    ipaddress: machine.privateIp,
    macaddress: machine.macAddress,
    isolationuri: `vlan://${network.vlan}`,
    broadcasturi: `vlan://${network.vlan}`,
    traffictype: "Guest",
    type: "Isolated",
    isdefault: true,
    deviceid: "0",
    secondaryip: [],
    extradhcpoption: [],
  };
}
