import type { Machine, MachineHost } from "../ports.ts";
import type { MachineStep } from "./command.ts";
import { need, type State, type VirtualMachine } from "./state.ts";

/** A machine as the host has to run it. */
export function toMachine(machine: VirtualMachine): Machine {
  const { id, name, networkId, privateIp, macAddress } = machine;
  return { id, name, networkId, privateIp, macAddress, userData: Buffer.from(machine.userData, "base64") };
}

/** Does a job's machine work. */
export async function perform(step: MachineStep, state: State, machines: MachineHost): Promise<void> {
  if (step.action === "start") await machines.start(toMachine(need(state.machines, step.machineId)));
  else await machines[step.action](step.machineId);
}
