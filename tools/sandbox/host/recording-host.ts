import { mkdirSync, rmSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { machineDir } from "./disk/machine-dir.ts";
import type { Host, MachineStatus } from "./host-api.ts";
import { consoles, newStatus } from "./machine-records.ts";
import type { NamespaceSupport } from "./namespaces.ts";

/**
 * The host of a system that has no namespaces: machines are recorded as deployed, their consoles say why they do
 * not run, traffic policies are taken and nothing listens.
 */
export function recordingHost(runDir: string, support: Extract<NamespaceSupport, { kind: "missing" }>): Host {
  const known = new Map<string, MachineStatus>();
  const stop = async (id: string) => {
    const machine = known.get(id);
    if (machine !== undefined) known.set(id, { ...machine, state: "stopped" });
  };
  return {
    support,
    ...consoles(runDir),
    machines: () => [...known.values()],
    async start(machine) {
      known.set(machine.id, newStatus(machine, "recorded"));
      mkdirSync(machineDir(runDir, machine.id).dir, { recursive: true });
      const why = `deployed, not booted: ${support.reason}; ${support.hint}\n`;
      await appendFile(machineDir(runDir, machine.id).console, why);
    },
    stop,
    kill: stop,
    async destroy(id) {
      known.delete(id);
      rmSync(machineDir(runDir, id).dir, { recursive: true, force: true });
    },
    apply: () => Promise.resolve(),
    connect: (address) => Promise.reject(new Error(`no machine runs at ${address}: ${support.reason}`)),
    close: () => Promise.resolve(),
  };
}
