import { buildCommand, buildRouteMap, numberParser } from "@stricli/core";
import type { MachineAction } from "../../sandbox/machine-action.ts";
import { type LocoContext, print } from "../context.ts";
import { json } from "../flags.ts";

interface JsonFlag {
  readonly json?: boolean;
}

interface FlapFlags extends JsonFlag {
  readonly every: number;
}

function named(what: string) {
  const brief = `Name of the ${what}, as status shows it`;
  return { kind: "tuple", parameters: [{ brief, parse: String, placeholder: what }] } as const;
}

async function control(context: LocoContext) {
  const { daemonControl } = await import("../../sandbox/daemon/control.ts");
  const { sandboxLayout } = await import("../../sandbox/layout.ts");
  return daemonControl(sandboxLayout(context.cwd).controlDir);
}

/** A command that asks the sandbox's CloudStack. */
function apiCommand(action: MachineAction, brief: string, done: string) {
  return buildCommand({
    docs: { brief },
    parameters: { positional: named("machine"), flags: { json } },
    async func(this: LocoContext, flags: JsonFlag, machine: string) {
      const { actOnMachine } = await import("../../sandbox/machine-action.ts");
      await actOnMachine(this.cwd, action, machine);
      print(this, flags.json ? JSON.stringify({ machine, action }) : `${machine} ${done}`);
    },
  });
}

const crash = buildCommand({
  docs: { brief: "End it at once, as a power cut does, without asking CloudStack" },
  parameters: { positional: named("machine"), flags: { json } },
  async func(this: LocoContext, flags: JsonFlag, machine: string) {
    await (await control(this)).machineFault({ kind: "crash", machine });
    print(this, flags.json ? JSON.stringify({ machine, action: "crash" }) : `${machine} has crashed`);
  },
});

const flap = buildCommand({
  docs: { brief: "Take it out of load balancing and in again, over and over, until fault clear" },
  parameters: {
    positional: named("machine"),
    flags: {
      every: { kind: "parsed", parse: numberParser, default: "5", brief: "Seconds out, and seconds in" },
      json,
    },
  },
  async func(this: LocoContext, flags: FlapFlags, machine: string) {
    const milliseconds = Math.round(flags.every * 1000);
    await (await control(this)).machineFault({ kind: "flap", machine, milliseconds });
    print(
      this,
      flags.json
        ? JSON.stringify({ machine, action: "flap", milliseconds })
        : `${machine} leaves and joins load balancing every ${flags.every} s until npx loco sandbox fault clear`,
    );
  },
});

function hostCommand(state: "up" | "down", brief: string) {
  return buildCommand({
    docs: { brief },
    parameters: { positional: named("host"), flags: { json } },
    async func(this: LocoContext, flags: JsonFlag, host: string) {
      const { machines } = await (await control(this)).host({ host, state });
      const hit = machines.length === 0 ? "no machine" : machines.join(", ");
      const what = state === "down" ? `${host} is down; stopped: ${hit}` : `${host} is up; started: ${hit}`;
      print(this, flags.json ? JSON.stringify({ host, state, machines }) : what);
    },
  });
}

/** `loco sandbox machine ...` */
export const machineRoutes = buildRouteMap({
  routes: {
    stop: apiCommand("stop", "Stop it through CloudStack's API", "is stopped"),
    start: apiCommand("start", "Start it through CloudStack's API", "runs"),
    reboot: apiCommand("reboot", "Reboot it through CloudStack's API", "was rebooted"),
    restore: apiCommand(
      "restore",
      "Put a new disk in, through CloudStack's API: cloud-init runs anew",
      "has a new disk",
    ),
    crash,
    flap,
  },
  docs: { brief: "Do something to a machine" },
});

/** `loco sandbox host ...` */
export const hostRoutes = buildRouteMap({
  routes: {
    down: hostCommand("down", "End all machines of a host at once; it starts none until it is up"),
    up: hostCommand("up", "Bring a host back, and the machines that went down with it"),
  },
  docs: { brief: "Take down a host of machines, and bring it back" },
});
