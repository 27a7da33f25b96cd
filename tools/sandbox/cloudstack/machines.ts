import type { Machine, MachineHost } from "../ports.ts";
import type { MachineStep } from "./command.ts";
import { need, type State, type VirtualMachine } from "./state.ts";

/** A machine as the host has to run it. */
export function toMachine(machine: VirtualMachine): Machine {
  const { id, name, networkId, privateIp, macAddress } = machine;
  return { id, name, networkId, privateIp, macAddress, userData: Buffer.from(machine.userData, "base64") };
}

/** Does a job's machine work. A disk that holds nothing that boots is started in vain: CloudStack sees no difference. */
export async function perform(step: MachineStep, state: State, machines: MachineHost): Promise<void> {
  if (step.action === "start") await startMachine(need(state.machines, step.machineId), machines);
  else await machines[step.action](step.machineId);
}

/** Starts a machine, if there is anything on its disk to start. */
export async function startMachine(machine: VirtualMachine, machines: MachineHost): Promise<void> {
  if (machine.unbootable !== true) await machines.start(toMachine(machine));
}
