import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { routerNamespaces, systemPath } from "./namespaces.ts";
import type { MachineEvent, RouterCall, RouterMessage, RouterRequest, RouterSettings } from "./protocol.ts";

/** Connection to the router process. */
export interface RouterProcess {
  /** Resolves when the router has done it. @throws LocoError SANDBOX_ROUTER_FAILED with the router's words. */
  call(call: RouterCall): Promise<void>;
  /** Ends the router and with it every machine; resolves when they are gone. */
  close(): Promise<void>;
}

/** Starts the router in namespaces of its own. `onEnd` is called when it ends without being asked. */
export async function startRouter(
  settings: RouterSettings,
  on: { machine(event: MachineEvent): void; log(line: string): void },
): Promise<RouterProcess> {
  const program = join(settings.programsDir, "router.cjs");
  const script = 'mount -t proc proc /proc && exec "$0" "$@"';
  const command = [
    "sh",
    "-c",
    script,
    settings.node,
    "--max-semi-space-size=2",
    program,
    JSON.stringify(settings),
  ];
  const child = spawn("unshare", [...routerNamespaces, ...command], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, PATH: systemPath() },
    // Ctrl-C in a terminal goes to the whole foreground group; the host process decides when the router ends.
    detached: true,
  });
  const pending = new Map<number, { resolve(): void; reject(error: Error): void }>();
  const exited = new Promise<void>((resolve) =>
    child.once("exit", () => resolve()).once("error", () => resolve()),
  );
  let lastWords = "";
  let closing = false;
  let nextId = 1;

  const failure = (message: string) => new LocoError("SANDBOX_ROUTER_FAILED", message);
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = JSON.parse(line) as RouterMessage;
      if (message.kind === "ready") resolve();
      else if (message.kind === "log") on.log(message.line);
      else if (message.kind === "machine") on.machine(message.event);
      else {
        const call = pending.get(message.id);
        pending.delete(message.id);
        if (message.error === undefined) call?.resolve();
        else call?.reject(failure(message.error));
      }
    });
    child.stderr.on("data", (data: Buffer) => {
      lastWords = `${lastWords}${data.toString()}`.slice(-2_000);
      on.log(`router: ${data.toString().trimEnd()}`);
    });
    child.stdin.on("error", () => {});
    void exited.then(() => {
      const error = failure(`the sandbox's router ended: ${lastWords.trim() || "no message"}`);
      if (!closing) on.log(error.message);
      reject(error);
      for (const call of pending.values()) call.reject(error);
      pending.clear();
    });
  });
  await ready;

  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        if (hasEnded(child)) return reject(failure("the sandbox's router is not running"));
        const request: RouterRequest = { id: nextId++, call };
        pending.set(request.id, { resolve, reject });
        child.stdin.write(`${JSON.stringify(request)}\n`);
      }),
    async close() {
      closing = true;
      child.stdin.end();
      // The router ends when its input does; were it to hang, the end of `unshare` takes it along (--kill-child).
      const timeout = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await exited;
      clearTimeout(timeout);
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
