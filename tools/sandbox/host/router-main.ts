import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import {
  hostSocket,
  type RouterCall,
  type RouterMessage,
  type RouterRequest,
  type RouterSettings,
  routerSocket,
} from "./protocol.ts";
import { Machines } from "./router/machines.ts";
import { Networks } from "./router/network.ts";
import { Traffic } from "./router/traffic.ts";
import { serialBySubject } from "./serial.ts";
import { openSocketDir } from "./socket-dir.ts";

// Process 1 of the sandbox's namespaces: its end, for whatever reason, ends every machine. It ends by itself
// when its standard input does, that is when the host process is gone, also after a kill -9.

const settings = JSON.parse(process.argv[2] ?? "{}") as RouterSettings;
const send = (message: RouterMessage) => void process.stdout.write(`${JSON.stringify(message)}\n`);
const log = (line: string) => send({ kind: "log", line });
const sockets = openSocketDir(settings.socketDir);
const networks = new Networks();
const traffic = new Traffic(log);
const machines = new Machines(settings, networks, (event) => send({ kind: "machine", event }));
const inOrder = serialBySubject();

process.stdout.on("error", () => process.exit(1));
process.stdin.on("close", () => process.exit(0)).on("error", () => process.exit(1));
void prepare();

async function prepare() {
  await networks.prepare();
  for (const service of settings.services) await traffic.serve(service, sockets.path(hostSocket));
  rmSync(sockets.path(routerSocket), { force: true });
  await traffic.accept(sockets.path(routerSocket));
  createInterface({ input: process.stdin })
    .on("line", (line) => receive(JSON.parse(line) as RouterRequest))
    .on("close", () => process.exit(0));
  send({ kind: "ready" });
}

function receive({ id, call }: RouterRequest) {
  const subject = call.kind === "apply" ? "policy" : call.kind === "start" ? call.machine.id : call.id;
  inOrder(subject, () => act(call)).then(
    () => send({ kind: "reply", id }),
    (error: unknown) =>
      send({ kind: "reply", id, error: error instanceof Error ? error.message : String(error) }),
  );
}

async function act(call: RouterCall): Promise<void> {
  switch (call.kind) {
    case "apply":
      await networks.set(call.policy.networks);
      return traffic.apply(call.policy);
    case "start":
      return machines.start(call.machine);
    case "kill":
      return machines.kill(call.id);
    case "stop":
      return machines.stop(call.id);
    case "destroy":
      return machines.destroy(call.id, call.dir);
  }
}
