import { mkdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { GuestNetwork } from "../ports.ts";
import { machineDir, prepareMachineDir } from "./disk/machine-dir.ts";
import type { Host, HostOptions, MachineStatus } from "./host-api.ts";
import { consoles, newStatus, recordEvent } from "./machine-records.ts";
import { type NamespaceSupport, probeNamespaces } from "./namespaces.ts";
import { buildPrograms, prepareBinDir } from "./programs.ts";
import { type HostService, hostSocket, routerSocket, type StreamHeader } from "./protocol.ts";
import { defaultPublish, PublishedListeners, publishedPorts } from "./published.ts";
import { recordingHost } from "./recording-host.ts";
import { connectThroughRouter } from "./router-connection.ts";
import { type RouterProcess, startRouter } from "./router-process.ts";
import { serialBySubject } from "./serial.ts";
import { openSocketDir } from "./socket-dir.ts";
import { open } from "./traffic/connect.ts";
import { readLine, relay } from "./traffic/relay.ts";

/**
 * Starts the machine host. Where namespaces cannot be had, machines are recorded and their consoles say why;
 * everything else works.
 *
 * @throws LocoError SANDBOX_ROUTER_FAILED when the router cannot start although namespaces can be had.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const support = await probeNamespaces();
  mkdirSync(join(options.runDir, "machines"), { recursive: true });
  if (support.kind === "missing") return recordingHost(options.runDir, support);

  const socketDir = join(options.runDir, "sockets");
  mkdirSync(socketDir, { recursive: true });
  prepareBinDir(options.binDir);
  const programsDir = await buildPrograms(options.projectDir, options.runDir);
  const sockets = openSocketDir(socketDir);
  const services = await serveServices(sockets.path(hostSocket), options.services);
  const known = new Map<string, MachineStatus>();
  const starting = startRouter(
    {
      socketDir,
      programsDir,
      binDir: options.binDir,
      node: process.execPath,
      publicRange: options.publicRange,
      services: options.services,
    },
    { log: options.log, machine: (event) => recordEvent(known, event) },
  );
  const router = await starting.catch((error: unknown) => {
    services.close();
    sockets.close();
    throw error;
  });
  return runningHost(options, support, { router, sockets, services, known });
}

interface Parts {
  readonly router: RouterProcess;
  readonly sockets: ReturnType<typeof openSocketDir>;
  readonly services: Server;
  readonly known: Map<string, MachineStatus>;
}

function runningHost(options: HostOptions, support: NamespaceSupport, parts: Parts): Host {
  const { runDir, publish = defaultPublish } = options;
  const { router, sockets, known } = parts;
  const published = new PublishedListeners(sockets.path(routerSocket));
  const inOrder = serialBySubject();
  let networks: readonly GuestNetwork[] = [];
  let closed: Promise<void> | undefined;
  return {
    support,
    ...consoles(runDir),
    machines: () => [...known.values()],
    start: (machine) =>
      inOrder(machine.id, async () => {
        const network = networks.find(({ id }) => id === machine.networkId);
        if (network === undefined) {
          throw new LocoError(
            "SANDBOX_ROUTER_FAILED",
            `machine ${machine.name}: network ${machine.networkId} is unknown`,
            {
              hint: "apply() must name the network before a machine starts in it",
            },
          );
        }
        if (known.get(machine.id)?.state === "running") return;
        prepareMachineDir(runDir, machine, network.gateway);
        known.set(machine.id, newStatus(machine, "stopped"));
        const { id, networkId, privateIp, macAddress } = machine;
        const { dir } = machineDir(runDir, id);
        await router.call({ kind: "start", machine: { id, dir, networkId, privateIp, macAddress } });
      }),
    stop: (id) => inOrder(id, () => router.call({ kind: "stop", id })),
    kill: (id) => inOrder(id, () => router.call({ kind: "kill", id })),
    destroy: (id) =>
      inOrder(id, async () => {
        await router.call({ kind: "destroy", id, dir: machineDir(runDir, id).dir });
        known.delete(id);
      }),
    apply: (policy) =>
      inOrder("policy", async () => {
        ({ networks } = policy);
        await router.call({ kind: "apply", policy });
        await published.set(publishedPorts(policy, publish));
      }),
    connect: (address, port) =>
      connectThroughRouter(sockets.path(routerSocket), { kind: "private", address, port }),
    close() {
      closed ??= shutDown(published, parts);
      return closed;
    },
  };
}

async function shutDown(
  published: PublishedListeners,
  { router, sockets, services, known }: Parts,
): Promise<void> {
  await published.set([]);
  const running = [...known.values()].filter(({ state }) => state === "running");
  await Promise.allSettled(running.map(({ id }) => router.call({ kind: "stop", id })));
  await router.close();
  services.close();
  sockets.close();
}

/** Carries connections that machines make to the host's services. Only those that are listed. */
function serveServices(path: string, services: readonly HostService[]): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer({ allowHalfOpen: true }, async (socket) => {
    try {
      const header = JSON.parse(await readLine(socket)) as StreamHeader;
      const service = services.find(
        ({ address, port }) => address === header.address && port === header.port,
      );
      if (service === undefined) throw new Error("not a service");
      relay(socket, await open({ host: service.address, port: service.port }));
    } catch {
      socket.destroy();
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, () => resolve(server));
  });
}
