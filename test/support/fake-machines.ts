import type { Dataplane, Machine, MachineHost, TrafficPolicy } from "../../tools/sandbox/ports.ts";

/** A machine host and data plane in memory, for tests of what calls them. */
export interface FakeMachines {
  readonly machines: MachineHost;
  readonly dataplane: Dataplane;
  /** Every call in order: `start cp-1`, `stop cp-1`, `kill cp-1`, `destroy cp-1`, `apply`. */
  readonly calls: string[];
  /** The machines that run now, by name. */
  readonly running: () => readonly string[];
  /** The machine as it was last started. */
  readonly machine: (name: string) => Machine | undefined;
  /** The policy in force. */
  readonly policy: () => TrafficPolicy;
  /** Makes every later call of the kind fail with the reason, or work again without one. */
  readonly fail: (call: "start" | "stop" | "kill" | "destroy" | "apply", reason?: string) => void;
  /** Makes every later call of the kind wait until the returned function is called. */
  readonly hold: (call: "start" | "stop" | "kill" | "destroy" | "apply") => () => void;
}

export function fakeMachines(): FakeMachines {
  const calls: string[] = [];
  const known = new Map<string, Machine>();
  const running = new Set<string>();
  const failures = new Map<string, string>();
  const holds = new Map<string, Promise<void>>();
  let policy: TrafficPolicy = { networks: [], addresses: [] };
  const record = async (call: string, what = "") => {
    calls.push(`${call} ${what}`.trim());
    await holds.get(call);
    const reason = failures.get(call);
    if (reason !== undefined) throw new Error(reason);
  };
  const nameOf = (id: string) => known.get(id)?.name ?? id;
  return {
    machines: {
      start: async (machine) => {
        known.set(machine.id, machine);
        await record("start", machine.name);
        running.add(machine.id);
      },
      stop: async (id) => {
        await record("stop", nameOf(id));
        running.delete(id);
      },
      kill: async (id) => {
        await record("kill", nameOf(id));
        running.delete(id);
      },
      destroy: async (id) => {
        await record("destroy", nameOf(id));
        running.delete(id);
        known.delete(id);
      },
    },
    dataplane: {
      apply: async (next) => {
        await record("apply");
        policy = next;
      },
    },
    calls,
    running: () => [...running].map(nameOf),
    machine: (name) => [...known.values()].find((machine) => machine.name === name),
    policy: () => policy,
    fail: (call, reason) => {
      if (reason === undefined) failures.delete(call);
      else failures.set(call, reason);
    },
    hold: (call) => {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      holds.set(call, released);
      return () => {
        holds.delete(call);
        release();
      };
    },
  };
}
