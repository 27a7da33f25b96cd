import { failed, invalid } from "./api-error.ts";
import type { Body, Call, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { nextId } from "./identity.ts";
import { contains, equals, listed } from "./listing.ts";
import { isVisible, ownerFields, ownerOf } from "./owner.ts";
import { flag, integer, list } from "./parameters.ts";
import { need, type State, type VirtualMachine, type Volume } from "./state.ts";
import { dropTags, hasTags, tagged } from "./tags.ts";

const gibibyte = 2 ** 30;
/** `custom.diskoffering.size.max`, in GiB. */
const maxSizeGiB = 1024;
/** Device 0 is the root disk, 3 the CD-ROM drive. */
const reservedDevices = [0, 3];

export const volumeCommands: Commands = {
  createVolume: {
    kind: "async",
    create: (draft, call) => {
      const { params, place } = call;
      if (params.snapshotid !== undefined) throw invalid("the sandbox has no volume snapshots");
      if (params.diskofferingid !== place.diskOffering.id)
        throw invalid("Please specify a valid disk offering.");
      const id = nextId(draft, "volume");
      draft.volumes[id] = {
        id,
        name: params.name ?? `VOL-${id}`,
        type: "DATADISK",
        sizeGiB: customSize(integer(params, "size")),
        diskOfferingId: place.diskOffering.id,
        machineId: null,
        deviceId: null,
        attached: null,
        state: "Allocated",
        created: call.now,
        projectId: ownerOf(call),
      };
      return id;
    },
    finish: (draft, call, id) => answer(draft, call, id, {}),
  },
  attachVolume: {
    kind: "async",
    subject: "volumes",
    finish: (draft, call, id) => {
      const volume = dataVolume(draft, id);
      const machine = need(draft.machines, call.params.virtualmachineid);
      if (volume.machineId !== null) throw invalid("Please specify a volume that is not attached to any VM.");
      if (machine.state !== "Running" && machine.state !== "Stopped") {
        throw invalid("Please specify a VM that is either running or stopped.");
      }
      if (machine.projectId !== volume.projectId) {
        throw invalid("Volume and virtual machine belong to different owners");
      }
      const used = Object.values(draft.volumes)
        .filter(({ machineId }) => machineId === machine.id)
        .map(({ deviceId }) => deviceId ?? 0);
      return answer(draft, call, id, {
        machineId: machine.id,
        deviceId: deviceFor(integer(call.params, "deviceid"), used),
        attached: call.now,
        state: "Ready",
      });
    },
  },
  detachVolume: {
    kind: "async",
    subject: "volumes",
    finish: (draft, call, id) => {
      const { virtualmachineid, deviceid } = call.params;
      const found =
        id === ""
          ? Object.values(draft.volumes).find(
              (volume) => volume.machineId === virtualmachineid && String(volume.deviceId) === deviceid,
            )
          : need(draft.volumes, id);
      if (found === undefined) throw invalid("Unable to find the volume to detach");
      if (dataVolume(draft, found.id).machineId === null) {
        throw invalid("The specified volume is not attached to a virtual machine.");
      }
      return answer(draft, call, found.id, { machineId: null, deviceId: null, attached: null });
    },
  },
  resizeVolume: {
    kind: "async",
    subject: "volumes",
    finish: (draft, call, id) => {
      const volume = need(draft.volumes, id);
      const size = integer(call.params, "size");
      const sizeGiB = size === null ? volume.sizeGiB : customSize(size);
      if (sizeGiB < volume.sizeGiB && !flag(call.params, "shrinkok")) {
        throw invalid(
          `Going from existing size of ${volume.sizeGiB * gibibyte} to size of ${sizeGiB * gibibyte} would shrink the ` +
            "volume.Need to sign off by supplying the shrinkok parameter with value of true.",
        );
      }
      return answer(draft, call, id, { sizeGiB });
    },
  },
  deleteVolume: {
    kind: "sync",
    subject: "volumes",
    seesDeleted: true,
    run: (draft, { params }) => {
      const volume = draft.volumes[params.id ?? ""];
      // By its code 4350 the CSI driver knows that the volume is gone already, and is content.
      // https://github.com/cloudstack/cloudstack-csi-driver/blob/v3.0.0/pkg/cloud/volumes.go
      if (volume === undefined) throw invalid(`Unable to find volume with ID: ${params.id}`);
      if (volume.machineId !== null) throw invalid("Please specify a volume that is not attached to any VM.");
      dropTags(draft, volume.id);
      delete draft.volumes[volume.id];
      return succeeded;
    },
  },
  listVolumes: {
    kind: "sync",
    subject: "volumes",
    run: (state, call) => {
      const ids = list(call.params, "ids");
      const found = Object.values(state.volumes).filter(
        (volume) =>
          isVisible(call, volume) &&
          (ids.length === 0 || ids.includes(volume.id)) &&
          equals(call, "id", volume.id) &&
          equals(call, "type", volume.type) &&
          equals(call, "name", volume.name) &&
          equals(call, "state", volume.state) &&
          equals(call, "virtualmachineid", volume.machineId) &&
          equals(call, "diskofferingid", volume.diskOfferingId) &&
          contains(call, "keyword", volume.name) &&
          hasTags(state, call.params, volume.id),
      );
      return listed(call, "volume", found, (volume) => showVolume(state, call, volume));
    },
  },
};

/** The disk a machine is deployed on, of the asked size in GiB or of the template's. */
export function createRootVolume(
  draft: State,
  call: Call,
  machine: VirtualMachine,
  sizeGiB: number | null,
): void {
  const { template } = call.place;
  if (sizeGiB !== null && sizeGiB < template.sizeGiB) {
    throw invalid(
      `Unsupported: rootdisksize override (${sizeGiB} GB) is smaller than template size ${template.sizeGiB} GB`,
    );
  }
  const id = nextId(draft, "volume");
  draft.volumes[id] = {
    id,
    name: `ROOT-${machine.name}`,
    type: "ROOT",
    sizeGiB: sizeGiB ?? template.sizeGiB,
    diskOfferingId: null,
    machineId: machine.id,
    deviceId: 0,
    attached: null,
    state: "Ready",
    created: call.now,
    projectId: machine.projectId,
  };
}

/** What restoring a machine does: another root disk of the same size takes the place of the old one. */
export function replaceRootVolume(draft: State, call: Call, machine: VirtualMachine): void {
  const old = Object.values(draft.volumes).find(
    ({ machineId, type }) => machineId === machine.id && type === "ROOT",
  );
  createRootVolume(draft, call, machine, old?.sizeGiB ?? null);
  if (old === undefined) return;
  dropTags(draft, old.id);
  delete draft.volumes[old.id];
}

/** What expunging a machine does to its volumes: the root disk goes, data disks are detached. */
export function releaseVolumes(draft: State, machineId: string): void {
  for (const volume of Object.values(draft.volumes)) {
    if (volume.machineId !== machineId) continue;
    if (volume.type === "DATADISK") {
      draft.volumes[volume.id] = { ...volume, machineId: null, deviceId: null, attached: null };
      continue;
    }
    dropTags(draft, volume.id);
    delete draft.volumes[volume.id];
  }
}

function dataVolume(state: State, id: string): Volume {
  const volume = need(state.volumes, id);
  if (volume.type !== "DATADISK") throw invalid("Please specify a valid data volume.");
  return volume;
}

function customSize(sizeGiB: number | null): number {
  if (sizeGiB === null) throw invalid("This disk offering requires a custom size specified");
  if (sizeGiB < 1 || sizeGiB > maxSizeGiB) {
    throw invalid(`Volume size: ${sizeGiB} GB is out of allowed range. Min: 1. Max: ${maxSizeGiB}`);
  }
  return sizeGiB;
}

function deviceFor(wanted: number | null, used: readonly number[]): number {
  const taken = [...used, ...reservedDevices];
  if (wanted !== null) {
    if (taken.includes(wanted)) throw failed(`deviceId ${wanted} is used or reserved`);
    return wanted;
  }
  let device = 1;
  while (taken.includes(device)) device++;
  return device;
}

function answer(draft: State, call: Call, id: string, changes: Partial<Volume>): Body {
  const volume = { ...need(draft.volumes, id), ...changes };
  draft.volumes[id] = volume;
  return { volume: showVolume(draft, call, volume) };
}

function showVolume(state: State, call: Call, volume: Volume): Body {
  const { place } = call;
  const machine = volume.machineId === null ? undefined : need(state.machines, volume.machineId);
  return {
    id: volume.id,
    name: volume.name,
    type: volume.type,
    size: volume.sizeGiB * gibibyte,
    state: volume.state,
    created: volume.created,
    zoneid: place.zone.id,
    zonename: place.zone.name,
    storagetype: "shared",
    provisioningtype: "thin",
    hypervisor: "KVM",
    destroyed: false,
    isextractable: false,
    displayvolume: true,
    quiescevm: false,
    ...(volume.diskOfferingId === null
      ? { templateid: place.template.id, templatename: place.template.name }
      : { diskofferingid: volume.diskOfferingId, diskofferingname: place.diskOffering.name }),
    ...(machine === undefined
      ? {}
      : {
          virtualmachineid: machine.id,
          vmname: machine.name,
          vmdisplayname: machine.displayName,
          vmstate: machine.state,
          deviceid: volume.deviceId,
          ...(volume.attached === null ? {} : { attached: volume.attached }),
        }),
    ...ownerFields(place, volume),
    ...tagged(state, call, volume.id),
  };
}
