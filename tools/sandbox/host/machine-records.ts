import { readFile } from "node:fs/promises";
import type { Machine } from "../ports.ts";
import { machineDir } from "./disk/machine-dir.ts";
import type { Host, MachineStatus } from "./host-api.ts";
import type { MachineEvent } from "./protocol.ts";

/** The part of a host that reads consoles. */
export function consoles(runDir: string): Pick<Host, "console" | "consolePath"> {
  const consolePath = (id: string) => machineDir(runDir, id).console;
  return { consolePath, console: (id) => readFile(consolePath(id), "utf8") };
}

/** A machine that has just become known. */
export function newStatus({ id, name, privateIp }: Machine, state: MachineStatus["state"]): MachineStatus {
  return { id, name, privateIp, state };
}

/** Takes what the router reports about a machine into the records. */
export function recordEvent(known: Map<string, MachineStatus>, { id, state, cloudInit }: MachineEvent) {
  const machine = known.get(id);
  if (machine === undefined) return;
  const { name, privateIp } = machine;
  known.set(id, { id, name, privateIp, state, ...(cloudInit === undefined ? {} : { cloudInit }) });
}
