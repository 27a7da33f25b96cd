import { createServer, type Server } from "node:net";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { TrafficPolicy } from "../ports.ts";
import type { StreamHeader } from "./protocol.ts";
import { connectThroughRouter } from "./router-connection.ts";
import { relay } from "./traffic/relay.ts";

/** Public port -> port on the host's loopback address. Ports that are not listed keep their number. */
export type Publish = Readonly<Record<number, number>>;

/** Web ports are privileged on most systems, so that a plain user finds them here. */
export const defaultPublish: Publish = { 80: 10_080, 443: 10_443 };

/** One address and port on which people reach a public port. */
export interface PublishedPort {
  readonly address: string;
  readonly port: number;
  readonly hostPort: number;
}

/** The listeners that a policy asks for on the host. */
export function publishedPorts(policy: TrafficPolicy, publish: Publish): readonly PublishedPort[] {
  return policy.addresses.flatMap(({ address, loadBalancers }) =>
    loadBalancers
      .filter((rule) => rule.protocol !== "udp")
      .map(({ publicPort: port }) => ({ address, port, hostPort: publish[port] ?? port })),
  );
}

/** Listens on the host for people and passes their connections on to the router, which decides. */
export class PublishedListeners {
  readonly #routerSocketPath: string;
  readonly #listeners = new Map<string, Server>();

  constructor(routerSocketPath: string) {
    this.#routerSocketPath = routerSocketPath;
  }

  /**
   * Opens and closes listeners so that exactly these exist. Those that can be opened are, even if another cannot.
   *
   * @throws LocoError PORT_IN_USE naming the first address and port that cannot be had.
   */
  async set(ports: readonly PublishedPort[]): Promise<void> {
    const key = ({ address, hostPort, port }: PublishedPort) => `${address}:${hostPort} ${port}`;
    const wanted = new Map(ports.map((port) => [key(port), port]));
    for (const [name, server] of this.#listeners) {
      if (wanted.has(name)) continue;
      this.#listeners.delete(name);
      await new Promise<void>((resolve) => {
        server.close();
        setImmediate(resolve);
      });
    }
    const failures: unknown[] = [];
    for (const [name, port] of wanted) {
      if (this.#listeners.has(name)) continue;
      try {
        this.#listeners.set(name, await this.#listen(port));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  #listen({ address, port, hostPort }: PublishedPort): Promise<Server> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, async (socket) => {
      socket.on("error", () => socket.destroy());
      const client = socket.remoteAddress ?? "";
      const header: StreamHeader = {
        kind: "public",
        address,
        port,
        client,
        clientPort: socket.remotePort ?? 0,
      };
      try {
        relay(socket, await connectThroughRouter(this.#routerSocketPath, header));
      } catch {
        socket.destroy();
      }
    });
    return new Promise((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) =>
        reject(unavailable(address, port, hostPort, error)),
      );
      server.listen(hostPort, address, () => resolve(server));
    });
  }
}

function unavailable(
  address: string,
  port: number,
  hostPort: number,
  cause: NodeJS.ErrnoException,
): LocoError {
  const why =
    cause.code === "EADDRINUSE"
      ? "is in use by another program"
      : cause.code === "EACCES"
        ? "is a privileged port that you may not listen on"
        : `cannot be listened on (${cause.code ?? cause.message})`;
  return new LocoError("PORT_IN_USE", `${address}:${hostPort} ${why}`, {
    hint: `free it (ss -ltnp 'sport = :${hostPort}'), or publish port ${port} of the sandbox on another port of this machine`,
    cause,
  });
}
