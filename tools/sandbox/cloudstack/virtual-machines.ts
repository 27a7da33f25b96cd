import { groupsOf } from "./affinity-groups.ts";
import { failed, invalid } from "./api-error.ts";
import type { AsyncCommand, Call, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { checkHostName, deployVirtualMachine } from "./deployment.ts";
import { hostFor, hostWentDown, isDown } from "./hosts.ts";
import { keyPairNames } from "./key-pairs.ts";
import { contains, equals, listed } from "./listing.ts";
import { showMachine } from "./machine-view.ts";
import { isVisible } from "./owner.ts";
import { entries, flag, list } from "./parameters.ts";
import { type MachineState, need, type State, type VirtualMachine } from "./state.ts";
import { dropTags, hasTags } from "./tags.ts";
import { userDataOf } from "./user-data.ts";
import { releaseVolumes, replaceRootVolume } from "./volumes.ts";

export const machineCommands: Commands = {
  deployVirtualMachine,
  startVirtualMachine: {
    kind: "async",
    subject: "machines",
    prepare: (draft, call, id) => {
      const machine = expect(draft, id, "start", ["Stopped", "Starting", "Running"]);
      if (machine.state === "Running") return [];
      update(draft, call, id, { state: "Starting", hostId: hostFor(draft, call.place, machine) });
      return [{ action: "start", machineId: id }];
    },
    finish: started,
    abort: (draft, call, id) => stopped(draft, call, id),
  },
  stopVirtualMachine: {
    kind: "async",
    subject: "machines",
    prepare: (draft, call, id) => {
      const machine = expect(draft, id, "stop", ["Running", "Stopping", "Stopped", "Starting"]);
      if (machine.state === "Stopped") return [];
      update(draft, call, id, { state: "Stopping" });
      return [{ action: "stop", machineId: id }];
    },
    finish: (draft, call, id) => answer(draft, call, id, { state: "Stopped", hostId: null }),
    abort: (draft, call, id) => update(draft, call, id, { state: "Running" }),
  },
  rebootVirtualMachine: {
    kind: "async",
    subject: "machines",
    prepare: (draft, _call, id) => {
      expect(draft, id, "reboot", ["Running"]);
      return [
        { action: "stop", machineId: id },
        { action: "start", machineId: id },
      ];
    },
    finish: started,
    abort: (draft, call, id) => stopped(draft, call, id),
  },
  restoreVirtualMachine: {
    kind: "async",
    subject: "machines",
    prepare: (draft, call, id) => {
      for (const name of ["templateid", "diskofferingid", "rootdisksize", "expunge"]) {
        if (call.params[name] !== undefined) throw invalid(`the sandbox restores without ${name}`);
      }
      const machine = expect(draft, id, "restore", ["Running", "Starting", "Stopped"]);
      const reimaged = [
        { action: "stop", machineId: id },
        { action: "destroy", machineId: id },
      ] as const;
      update(draft, call, id, { unbootable: false });
      if (machine.state === "Stopped") return reimaged;
      update(draft, call, id, { state: "Starting", hostId: hostFor(draft, call.place, machine) });
      return [...reimaged, { action: "start", machineId: id }];
    },
    finish: (draft, call, id) => {
      replaceRootVolume(draft, call, need(draft.machines, id));
      return need(draft.machines, id).state === "Starting"
        ? started(draft, call, id)
        : answer(draft, call, id, {});
    },
    abort: (draft, call, id) => stopped(draft, call, id),
  },
  destroyVirtualMachine: {
    kind: "async",
    subject: "machines",
    prepare: (draft, call, id) => {
      const machine = need(draft.machines, id);
      if (flag(call.params, "expunge")) {
        update(draft, call, id, { state: "Expunging" });
        return [{ action: "destroy", machineId: id }];
      }
      if (machine.state === "Destroyed") return [];
      update(draft, call, id, { state: "Stopping" });
      return [{ action: "stop", machineId: id }];
    },
    finish: (draft, call, id) => {
      if (!flag(call.params, "expunge")) return answer(draft, call, id, { state: "Destroyed", hostId: null });
      const body = answer(draft, call, id, { state: "Expunging" });
      forget(draft, id);
      return body;
    },
    abort: (draft, call, id) => update(draft, call, id, { state: "Error" }),
  },
  expungeVirtualMachine: {
    kind: "async",
    subject: "machines",
    prepare: (draft, call, id) => {
      expect(draft, id, "expunge", ["Destroyed", "Error", "Expunging"]);
      update(draft, call, id, { state: "Expunging" });
      return [{ action: "destroy", machineId: id }];
    },
    finish: (draft, _call, id) => {
      forget(draft, id);
      return succeeded;
    },
    abort: (draft, call, id) => update(draft, call, id, { state: "Error" }),
  },
  recoverVirtualMachine: {
    kind: "sync",
    subject: "machines",
    run: (draft, call) => {
      const id = call.params.id ?? "";
      expect(draft, id, "recover", ["Destroyed"]);
      return answer(draft, call, id, { state: "Stopped" });
    },
  },
  updateVirtualMachine: {
    kind: "sync",
    subject: "machines",
    run: (draft, call) => {
      const { params } = call;
      const machine = need(draft.machines, params.id);
      const name = params.name ?? machine.name;
      if (name !== machine.name) checkHostName(draft, name, need(draft.networks, machine.networkId));
      const details = entries(params, "details");
      return answer(draft, call, machine.id, {
        name,
        displayName: params.displayname ?? machine.displayName,
        group: params.group === undefined ? machine.group : params.group === "" ? null : params.group,
        userData: params.userdata === undefined ? machine.userData : userDataOf(call),
        details: flag(params, "cleanupdetails")
          ? {}
          : details.length === 0
            ? machine.details
            : Object.assign({}, ...details),
      });
    },
  },
  changeServiceForVirtualMachine: {
    kind: "sync",
    subject: "machines",
    run: (draft, call) => {
      const machine = need(draft.machines, call.params.id);
      if (machine.state !== "Stopped") {
        throw invalid(
          `Unable to upgrade virtual machine ${machine.name} in state ${machine.state}; make sure the virtual machine is stopped`,
        );
      }
      const offering = call.place.serviceOfferings.find(({ id }) => id === call.params.serviceofferingid);
      if (offering === undefined) throw invalid("Unable to find a service offering with the given id");
      return answer(draft, call, machine.id, { serviceOfferingId: offering.id });
    },
  },
  updateVMAffinityGroup: {
    kind: "async",
    subject: "machines",
    finish: (draft, call, id) => {
      const machine = expectStopped(draft, id, "update affinity group associations");
      return answer(draft, call, id, { affinityGroupIds: groupsOf(draft, call, machine.projectId) });
    },
  },
  resetSSHKeyForVirtualMachine: {
    kind: "async",
    subject: "machines",
    finish: (draft, call, id) => {
      const machine = expectStopped(draft, id, "reset the SSH key");
      return answer(draft, call, id, { keyPairs: keyPairNames(draft, call, machine.projectId) });
    },
  },
  listVirtualMachines: {
    kind: "sync",
    subject: "machines",
    run: (state, call) => {
      const ids = list(call.params, "ids");
      const found = Object.values(state.machines).filter(
        (machine) =>
          isVisible(call, machine) &&
          hasState(call, machine.state) &&
          (ids.length === 0 || ids.includes(machine.id)) &&
          equals(call, "id", machine.id) &&
          equals(call, "networkid", machine.networkId) &&
          equals(call, "serviceofferingid", machine.serviceOfferingId) &&
          equals(call, "templateid", machine.templateId) &&
          contains(call, "name", machine.name) &&
          contains(call, "keyword", machine.name, machine.displayName) &&
          isMember(call, machine) &&
          hasTags(state, call.params, machine.id),
      );
      return listed(call, "virtualmachine", found, (machine) => showMachine(state, call, machine));
    },
  },
};

/** Destroyed machines are listed only when asked for by state; `Present` means all that are not destroyed. */
function hasState({ params }: Call, state: MachineState): boolean {
  const isGone = state === "Destroyed" || state === "Expunging";
  const asked = params.state?.toLowerCase();
  if (asked === undefined || asked === "present") return !isGone;
  return asked === state.toLowerCase();
}

function isMember({ params }: Call, machine: VirtualMachine): boolean {
  const { affinitygroupid, keypair } = params;
  return (
    (affinitygroupid === undefined || machine.affinityGroupIds.includes(affinitygroupid)) &&
    (keypair === undefined || machine.keyPairs.includes(keypair))
  );
}

function expect(draft: State, id: string, verb: string, states: readonly MachineState[]): VirtualMachine {
  const machine = need(draft.machines, id);
  if (states.includes(machine.state)) return machine;
  throw failed(`Unable to ${verb} the virtual machine ${machine.name} in state ${machine.state}`);
}

function expectStopped(draft: State, id: string, verb: string): VirtualMachine {
  const machine = need(draft.machines, id);
  if (machine.state === "Stopped") return machine;
  throw invalid(
    `Unable to ${verb} of virtual machine ${machine.name} in state ${machine.state}; make sure the virtual machine is stopped`,
  );
}

function update(draft: State, call: Call, id: string, changes: Partial<VirtualMachine>): void {
  draft.machines[id] = { ...need(draft.machines, id), ...changes, updated: call.now };
}

const stopped: NonNullable<AsyncCommand["abort"]> = (draft, call, id) =>
  update(draft, call, id, { state: "Stopped", hostId: null });

/** A machine was started, unless its host went down meanwhile. */
function started(draft: State, call: Call, id: string) {
  const { name, hostId } = need(draft.machines, id);
  if (isDown(draft, hostId)) throw hostWentDown(name);
  return answer(draft, call, id, { state: "Running" });
}

function answer(draft: State, call: Call, id: string, changes: Partial<VirtualMachine>) {
  update(draft, call, id, changes);
  return { virtualmachine: showMachine(draft, call, need(draft.machines, id)) };
}

/** Expunging takes a machine out of everything that names it, and its root disk with it. */
function forget(draft: State, id: string): void {
  for (const rule of Object.values(draft.balancerRules)) {
    if (!rule.members.includes(id)) continue;
    draft.balancerRules[rule.id] = { ...rule, members: rule.members.filter((member) => member !== id) };
  }
  releaseVolumes(draft, id);
  dropTags(draft, id);
  delete draft.machines[id];
}
