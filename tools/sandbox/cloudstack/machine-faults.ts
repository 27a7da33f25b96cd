import { LocoError } from "../../../platform/errors/loco-error.ts";
import { notOneOf } from "../../../platform/errors/not-one-of.ts";
import { isDown } from "./hosts.ts";
import type { Engine } from "./job-runner.ts";
import { startMachine } from "./machines.ts";
import { need, type State, type VirtualMachine } from "./state.ts";
import { timestamp } from "./timestamp.ts";

/** A machine that load balancers leave out and take in again. */
export interface Flapping {
  readonly machine: string;
  /** How long it is out, and then how long it is in. */
  readonly milliseconds: number;
}

/** What happens to machines without anybody asking the API. Machines and hosts are given by their names. */
export interface MachineFaults {
  /** Ends a running machine as a power cut does; CloudStack shows it as Stopped. @throws LocoError NODE_UNKNOWN, FAULT_INVALID */
  readonly crash: (machine: string) => Promise<void>;
  /** Ends all machines of a host. Nothing starts on it until it is up. Returns their names. @throws LocoError HOST_UNKNOWN */
  readonly hostDown: (host: string) => Promise<readonly string[]>;
  /** Brings a host back and starts the machines that went down with it. Returns their names. @throws LocoError HOST_UNKNOWN */
  readonly hostUp: (host: string) => Promise<readonly string[]>;
  /** Takes a machine out of all load balancer rules and in again, over and over. @throws LocoError NODE_UNKNOWN, FAULT_INVALID */
  readonly flap: (machine: string, milliseconds: number) => void;
  readonly flapping: () => readonly Flapping[];
  /** Ends all flapping: every member is in again. */
  readonly steady: () => Promise<void>;
}

/** The machine faults of a cloud that can be closed: nothing flaps afterwards. */
export function machineFaults(engine: Engine): MachineFaults & { readonly close: () => void } {
  const { store, place, machines, traffic, leftOut } = engine;
  const flaps = new Map<string, Flapping & { readonly timer: NodeJS.Timeout }>();

  const update = (id: string, changes: Partial<VirtualMachine>) =>
    store.change((draft) => {
      const machine = need(draft.machines, id);
      draft.machines[id] = { ...machine, ...changes, updated: timestamp(engine.now()) };
    });
  const powerCut = async (machine: VirtualMachine, changes: Partial<VirtualMachine>) => {
    await machines.kill(machine.id);
    // A job that is under way ends by itself, and finds out.
    if (store.state().machines[machine.id]?.state === "Running") {
      update(machine.id, { state: "Stopped", ...changes });
    }
  };
  const endFlaps = () => {
    for (const { timer } of flaps.values()) clearInterval(timer);
    flaps.clear();
  };
  const hostNamed = (name: string) => {
    const host = place.hosts.find((candidate) => candidate.name === name);
    if (host !== undefined) return host;
    throw notOneOf(
      "HOST_UNKNOWN",
      "host",
      name,
      place.hosts.map((candidate) => candidate.name),
    );
  };

  return {
    crash: async (name) => {
      const machine = machineNamed(store.state(), name);
      if (machine.state !== "Running") {
        throw new LocoError("FAULT_INVALID", `machine ${name} is ${machine.state}, so it cannot crash`, {
          hint: `start it first: npx loco sandbox machine start ${name}`,
        });
      }
      await powerCut(machine, { hostId: null });
      await traffic.enforce();
    },
    hostDown: async (name) => {
      const { id } = hostNamed(name);
      store.change((draft) => {
        draft.downHosts[id] = true;
      });
      const hit = Object.values(store.state().machines).filter(
        ({ hostId, state }) => hostId === id && state !== "Stopped",
      );
      await Promise.all(hit.map((machine) => powerCut(machine, {})));
      await traffic.enforce();
      return hit.map((machine) => machine.name);
    },
    hostUp: async (name) => {
      const { id } = hostNamed(name);
      if (!isDown(store.state(), id)) return [];
      store.change((draft) => {
        delete draft.downHosts[id];
      });
      const waiting = Object.values(store.state().machines).filter(
        ({ hostId, state }) => hostId === id && state === "Stopped",
      );
      await Promise.all(
        waiting.map(async (machine) => {
          await startMachine(machine, machines);
          update(machine.id, { state: "Running" });
        }),
      );
      await traffic.enforce();
      return waiting.map((machine) => machine.name);
    },
    flap: (name, milliseconds) => {
      const { id } = machineNamed(store.state(), name);
      if (!Number.isInteger(milliseconds) || milliseconds < 1) {
        throw new LocoError("FAULT_INVALID", `a machine cannot flap every ${milliseconds} milliseconds`, {
          hint: "give a whole number from 1",
        });
      }
      clearInterval(flaps.get(id)?.timer);
      const turn = () => {
        if (!leftOut.delete(id)) leftOut.add(id);
        traffic.enforce().catch(() => {});
      };
      if (!leftOut.has(id)) turn();
      const timer = setInterval(turn, milliseconds).unref();
      flaps.set(id, { machine: name, milliseconds, timer });
    },
    flapping: () => [...flaps.values()].map(({ machine, milliseconds }) => ({ machine, milliseconds })),
    steady: async () => {
      endFlaps();
      leftOut.clear();
      await traffic.enforce();
    },
    close: endFlaps,
  };
}

function machineNamed(state: State, name: string): VirtualMachine {
  const all = Object.values(state.machines);
  const found = all.find((machine) => machine.name === name);
  if (found !== undefined) return found;
  throw notOneOf(
    "NODE_UNKNOWN",
    "machine",
    name,
    all.map((machine) => machine.name),
  );
}
