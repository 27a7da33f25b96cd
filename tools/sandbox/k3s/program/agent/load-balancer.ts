import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import type { Logger } from "../log.ts";

/**
 * The agent's own load balancer: everything on the node talks to 127.0.0.1, and it finds a server that answers.
 *
 * The servers are those that the cluster names, the address of `server:` comes last; the list outlives a restart,
 * so that an agent starts while the server that it first joined is away (pkg/agent/loadbalancer in k3s).
 */
export interface LoadBalancer {
  /** `<host>:<port>` of every server to try, the one in use first. */
  servers(): readonly string[];
  update(servers: readonly string[]): void;
  close(): void;
}

/** Starts the load balancer on 127.0.0.1. `stateFile` keeps the list of servers. */
export async function startLoadBalancer(
  port: number,
  defaultServer: string,
  stateFile: string,
  log: Logger,
): Promise<LoadBalancer> {
  let known = readState(stateFile);
  let current = known[0] ?? defaultServer;
  const open = new Set<Socket>();

  const candidates = (): string[] => [...new Set([current, ...known, defaultServer])];

  async function dial(): Promise<Socket | undefined> {
    for (const server of candidates()) {
      try {
        const socket = await connectTo(server);
        if (server !== current) log.info(`Switching load balancer from server ${current} to ${server}`);
        current = server;
        return socket;
      } catch (error) {
        log.error(`Remote dial error: ${(error as Error).message}`);
      }
    }
    return undefined;
  }

  const listener: Server = createServer({ pauseOnConnect: true }, (client) => {
    client.on("error", () => client.destroy());
    dial().then(
      (upstream) => {
        if (upstream === undefined || client.destroyed) {
          upstream?.destroy();
          client.destroy();
          return;
        }
        open.add(upstream);
        const end = () => {
          open.delete(upstream);
          client.destroy();
          upstream.destroy();
        };
        upstream.on("error", end).on("close", end);
        client.on("close", end);
        client.pipe(upstream).pipe(client);
        client.resume();
      },
      () => client.destroy(),
    );
  });
  listener.listen(port, "127.0.0.1");
  await once(listener, "listening");
  log.info(
    `Running load balancer k3s-agent-load-balancer 127.0.0.1:${port} -> [${candidates().join(" ")}] [default: ${defaultServer}]`,
  );

  return {
    servers: candidates,
    update(servers) {
      if (servers.length === 0 || servers.join() === known.join()) return;
      log.info(
        `Updated load balancer k3s-agent-load-balancer server addresses -> [${servers.join(" ")}] [default: ${defaultServer}]`,
      );
      known = [...servers];
      if (!known.includes(current)) current = known[0] ?? defaultServer;
      mkdirSync(dirname(stateFile), { recursive: true });
      writeFileSync(stateFile, JSON.stringify({ ServerAddresses: known }));
    },
    close() {
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Seconds to wait for a server before the next one is tried. */
const dialSeconds = 5;

async function connectTo(server: string): Promise<Socket> {
  const colon = server.lastIndexOf(":");
  const socket = connect({ host: server.slice(0, colon), port: Number(server.slice(colon + 1)) });
  const timer = setTimeout(
    () => socket.destroy(new Error(`dial tcp ${server}: i/o timeout`)),
    dialSeconds * 1000,
  );
  try {
    await once(socket, "connect");
    return socket;
  } finally {
    clearTimeout(timer);
  }
}

function readState(file: string): string[] {
  if (!existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, "utf8")) as { ServerAddresses: string[] }).ServerAddresses;
}
