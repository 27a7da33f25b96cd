import { invalid } from "./api-error.ts";
import type { Body, Call, Commands } from "./command.ts";
import { contains, equals, listed } from "./listing.ts";
import { networkServices } from "./network-services.ts";
import type { Place, ServiceOffering } from "./place.ts";

const gibibyte = 2 ** 30;

/** Commands that list what the zone offers. */
export const offeringCommands: Commands = {
  listZones: {
    kind: "sync",
    run: (_state, call) =>
      listed(call, "zone", [call.place.zone].filter(asked(call)), ({ id, name }) => ({
        id,
        name,
        dns1: "127.0.77.1",
        internaldns1: "127.0.77.1",
        networktype: "Advanced",
        securitygroupsenabled: false,
        allocationstate: "Enabled",
        dhcpprovider: "VirtualRouter",
        localstorageenabled: false,
        type: "Core",
        tags: [],
      })),
  },
  listNetworkOfferings: {
    kind: "sync",
    run: (_state, call) =>
      listed(call, "networkoffering", [call.place.networkOffering].filter(asked(call)), ({ id, name }) => ({
        id,
        name,
        displaytext: "Offering for Isolated networks with Source Nat service enabled",
        traffictype: "Guest",
        isdefault: true,
        specifyvlan: false,
        specifyipranges: false,
        conservemode: true,
        availability: "Required",
        state: "Enabled",
        guestiptype: "Isolated",
        ispersistent: false,
        egressdefaultpolicy: false,
        forvpc: false,
        service: networkServices,
        created: call.place.created,
      })),
  },
  listServiceOfferings: {
    kind: "sync",
    run: (_state, call) =>
      listed(call, "serviceoffering", call.place.serviceOfferings.filter(asked(call)), (offering) =>
        showServiceOffering(offering, call.place),
      ),
  },
  listDiskOfferings: {
    kind: "sync",
    run: (_state, call) =>
      listed(call, "diskoffering", [call.place.diskOffering].filter(asked(call)), ({ id, name }) => ({
        id,
        name,
        displaytext: "Custom Disk",
        disksize: 0,
        iscustomized: true,
        storagetype: "shared",
        provisioningtype: "thin",
        displayoffering: true,
        state: "Active",
        created: call.place.created,
      })),
  },
  listTemplates: {
    kind: "sync",
    run: (_state, call) => {
      const filter = call.params.templatefilter ?? "";
      if (
        !["featured", "self", "selfexecutable", "sharedexecutable", "executable", "community"].includes(
          filter,
        )
      ) {
        throw invalid(`Invalid template filter specified: ${filter}`);
      }
      // The template is public and featured, and belongs to no caller.
      const found = ["featured", "executable"].includes(filter)
        ? [call.place.template].filter(asked(call))
        : [];
      return listed(call, "template", found, (template) => showTemplate(call.place, template));
    },
  },
};

function showServiceOffering({ id, name, cpus, memoryMiB }: ServiceOffering, place: Place): Body {
  return {
    id,
    name,
    displaytext: `${cpus} CPU, ${memoryMiB} MB`,
    cpunumber: cpus,
    cpuspeed: 2000,
    memory: memoryMiB,
    iscustomized: false,
    issystem: false,
    defaultuse: false,
    offerha: false,
    limitcpuuse: false,
    storagetype: "shared",
    provisioningtype: "thin",
    state: "Active",
    created: place.created,
  };
}

function showTemplate(place: Place, template: Place["template"]): Body {
  return {
    id: template.id,
    name: template.name,
    displaytext: template.name,
    ispublic: true,
    isfeatured: true,
    isready: true,
    isextractable: false,
    passwordenabled: false,
    sshkeyenabled: true,
    crossZones: true,
    format: "QCOW2",
    hypervisor: "KVM",
    templatetype: "USER",
    status: "Download Complete",
    ostypeid: place.osType.id,
    ostypename: place.osType.name,
    size: template.sizeGiB * gibibyte,
    zoneid: place.zone.id,
    zonename: place.zone.name,
    created: place.created,
    tags: [],
  };
}

function asked(call: Call): (entity: { readonly id: string; readonly name: string }) => boolean {
  return ({ id, name }) =>
    equals(call, "id", id) && equals(call, "name", name) && contains(call, "keyword", name);
}
