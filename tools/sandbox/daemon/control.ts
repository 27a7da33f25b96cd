import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Cloud } from "../cloudstack/cloud.ts";
import type { FaultRule, FaultStatus } from "../cloudstack/faults.ts";
import type { Flapping } from "../cloudstack/machine-faults.ts";
import type { Overview } from "../cloudstack/overview.ts";
import type { MachineStatus } from "../host/host-api.ts";
import { callSocket, type Routes, serveSocket } from "./control-socket.ts";

/** What a running daemon says about itself. */
export interface DaemonStatus {
  readonly pid: number;
  /** The CloudStack API's URL. */
  readonly api: string;
  /** Why machines do not really run here; absent when they do. */
  readonly withoutMachines?: string;
  readonly cloud: Overview;
  readonly machines: readonly MachineStatus[];
}

/** The faults that are set. */
export interface FaultReport {
  readonly rules: readonly FaultStatus[];
  readonly flapping: readonly Flapping[];
}

/** Something that happens to a machine. */
export type MachineFault =
  | { readonly kind: "crash"; readonly machine: string }
  | { readonly kind: "flap"; readonly machine: string; readonly milliseconds: number };

export interface HostFault {
  readonly host: string;
  readonly state: "up" | "down";
}

/** The machines that a host took down or brought back. */
export interface HostOutcome {
  readonly machines: readonly string[];
}

/** Answers on the control socket: the daemon's status, and faults. */
export function serveControl(
  dir: string,
  status: () => DaemonStatus,
  cloud: Pick<Cloud, "faults" | "machineFaults">,
): Promise<{ close(): void }> {
  const { faults, machineFaults } = cloud;
  const report = (): FaultReport => ({ rules: faults.list(), flapping: machineFaults.flapping() });
  const routes: Routes = {
    "GET /status": status,
    "GET /faults": report,
    "POST /faults": (rule) => {
      faults.add(rule as FaultRule);
      return report();
    },
    "DELETE /faults": async () => {
      faults.clear();
      await machineFaults.steady();
      return report();
    },
    "POST /machine-faults": async (body) => {
      const fault = body as MachineFault;
      if (fault.kind === "crash") await machineFaults.crash(fault.machine);
      else machineFaults.flap(fault.machine, fault.milliseconds);
      return report();
    },
    "POST /hosts": async (body): Promise<HostOutcome> => {
      const { host, state } = body as HostFault;
      const machines = await (state === "down" ? machineFaults.hostDown(host) : machineFaults.hostUp(host));
      return { machines };
    },
  };
  return serveSocket(dir, routes);
}

/** Asks the daemon; undefined when none answers. */
export function askDaemon(dir: string): Promise<DaemonStatus | undefined> {
  return callSocket<DaemonStatus>(dir, "GET /status");
}

/** What can be asked of a running daemon. Each throws LocoError SANDBOX_DOWN when none answers. */
export function daemonControl(dir: string) {
  const ask = async <T>(route: string, body?: unknown): Promise<T> => {
    const answer = await callSocket<T>(dir, route, body);
    if (answer !== undefined) return answer;
    throw new LocoError("SANDBOX_DOWN", "the sandbox is not running", { hint: "npm run sandbox" });
  };
  return {
    status: () => ask<DaemonStatus>("GET /status"),
    faults: () => ask<FaultReport>("GET /faults"),
    /** @throws LocoError FAULT_INVALID */
    addFault: (rule: FaultRule) => ask<FaultReport>("POST /faults", rule),
    /** Forgets all rules and ends all flapping. Hosts that are down stay down. */
    clearFaults: () => ask<FaultReport>("DELETE /faults"),
    /** @throws LocoError NODE_UNKNOWN, FAULT_INVALID */
    machineFault: (fault: MachineFault) => ask<FaultReport>("POST /machine-faults", fault),
    /** @throws LocoError HOST_UNKNOWN */
    host: (fault: HostFault) => ask<HostOutcome>("POST /hosts", fault),
  };
}
