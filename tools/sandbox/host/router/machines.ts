import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { GuestEvent } from "../../guest/seed.ts";
import { rebootExitCode } from "../../guest/seed.ts";
import type { MachineEvent, MachineStart, RouterSettings } from "../protocol.ts";
import { type Networks, prefixLength } from "./network.ts";

/** A machine gets this long to end by itself: its services have 5 s. */
const stopTimeoutMs = 7_000;

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  /** Set when the host asked for the end, so that it is not taken for a reboot. */
  asked: boolean;
}

/** Runs machines: each is process 1 of namespaces of its own, and everything in it ends with that process. */
export class Machines {
  readonly #settings: RouterSettings;
  readonly #networks: Networks;
  readonly #report: (event: MachineEvent) => void;
  readonly #running = new Map<string, Running>();

  constructor(settings: RouterSettings, networks: Networks, report: (event: MachineEvent) => void) {
    this.#settings = settings;
    this.#networks = networks;
    this.#report = report;
  }

  /** Boots a machine from its disk; resolves when its network is up and its init runs. */
  async start(machine: MachineStart): Promise<void> {
    if (this.#running.has(machine.id)) return;
    const network = this.#networks.get(machine.networkId);
    const consoleFd = openSync(join(machine.dir, "console.log"), "a");
    const namespaces = ["--net", "--pid", "--mount", "--uts", "--ipc", "--fork", "--kill-child"];
    const child = spawn(
      "unshare",
      [...namespaces, "sh", join(this.#settings.programsDir, "machine-boot.sh")],
      {
        stdio: ["pipe", consoleFd, consoleFd, "pipe"],
        env: {
          PATH: process.env.PATH,
          MACHINE_DIR: machine.dir,
          PROGRAMS_DIR: this.#settings.programsDir,
          BIN_DIR: this.#settings.binDir,
          NODE: this.#settings.node,
          ADDRESS: machine.privateIp,
          PREFIX: prefixLength(network),
          GATEWAY: network.gateway,
          PUBLIC_RANGE: this.#settings.publicRange,
        },
      },
    );
    closeSync(consoleFd);
    child.stdin?.on("error", () => {});
    const exited = new Promise<number | null>((resolve) => {
      child.once("error", () => resolve(null));
      child.once("exit", (code) => resolve(code));
    });
    const running: Running = { child, exited, asked: false };
    this.#running.set(machine.id, running);
    let detach = () => Promise.resolve();
    const ended = exited.then(async (code) => {
      await detach();
      this.#running.delete(machine.id);
      this.#report({ id: machine.id, state: "stopped" });
      return code;
    });
    const milestones = this.#follow(machine.id, child);
    const reached = async (milestone: Promise<void>) => {
      const early = await Promise.race([milestone.then(() => undefined), ended.then((code) => ({ code }))]);
      if (early !== undefined)
        throw new Error(
          `the machine ended before it had booted (code ${early.code}): ${lastLine(machine.dir)}`,
        );
    };
    try {
      await reached(milestones.namespaces);
      detach = await this.#networks.attach(machine.networkId, machine.macAddress, child.pid ?? 0);
      child.stdin?.write("go\n");
      await reached(milestones.booted);
    } catch (error) {
      running.asked = true;
      await this.#kill(running);
      await this.#gone(machine.id);
      throw error;
    }
    void ended.then((code) => {
      if (code === rebootExitCode && !running.asked) return this.start(machine).catch(() => {});
      return undefined;
    });
  }

  /** Asks a machine to end, and ends it when it takes too long. */
  async stop(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.asked = true;
    running.child.stdin?.write("poweroff\n");
    await Promise.race([running.exited, delay(stopTimeoutMs, undefined, { ref: false })]);
    await this.#kill(running);
    await this.#gone(id);
  }

  /** Ends a machine at once, as pulling its plug would. */
  async kill(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.asked = true;
    await this.#kill(running);
    await this.#gone(id);
  }

  /** Ends a machine at once and deletes its folder. */
  async destroy(id: string, dir: string): Promise<void> {
    await this.kill(id);
    rmSync(dir, { recursive: true, force: true });
  }

  async #kill({ child, exited }: Running) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // `unshare` waits for the machine's process 1; ending that one lets `unshare` end by itself and reap it.
    const [init] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").split(" ");
    if (init !== undefined && init !== "") process.kill(Number(init), "SIGKILL");
    else child.kill("SIGKILL");
    await exited;
  }

  async #gone(id: string) {
    while (this.#running.has(id)) await delay(5);
  }

  /** Reads what the machine's boot script and its init tell. */
  #follow(id: string, child: ChildProcess) {
    const namespaces = signal();
    const booted = signal();
    const events = child.stdio[3];
    if (events === null || events === undefined || !("read" in events))
      throw new Error("no pipe to the machine");
    createInterface({ input: events }).on("line", (line) => {
      const event = JSON.parse(line) as Partial<GuestEvent> & {
        readonly milestone?: "namespaces" | "booted";
      };
      if (event.milestone === "namespaces") namespaces.resolve();
      if (event.milestone === "booted") {
        this.#report({ id, state: "running" });
        booted.resolve();
      }
      if (event.cloudInit !== undefined) this.#report({ id, state: "running", cloudInit: event.cloudInit });
    });
    return { namespaces: namespaces.promise, booted: booted.promise };
  }
}

function lastLine(dir: string): string {
  return (
    readFileSync(join(dir, "console.log"), "utf8").trimEnd().split("\n").at(-1) || "its console is empty"
  );
}

function signal() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
