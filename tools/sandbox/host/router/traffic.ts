import { createServer, type Server, type Socket } from "node:net";
import type { PublicAddress, TrafficPolicy } from "../../ports.ts";
import type { HostService, StreamHeader } from "../protocol.ts";
import { admit } from "../traffic/admit.ts";
import { open, openFirst } from "../traffic/connect.ts";
import { membersInOrder } from "../traffic/members.ts";
import { type ConnectionEnds, proxyHeader } from "../traffic/proxy-header.ts";
import { readLine, relay } from "../traffic/relay.ts";

/**
 * The public addresses, seen from inside: listens on them for machines, takes the connections that the host's
 * listeners pass on, and decides about both in one place. A changed policy counts for new connections; those
 * that are open stay, as with CloudStack's stateful firewall.
 */
export class Traffic {
  readonly #log: (line: string) => void;
  #addresses: ReadonlyMap<string, PublicAddress> = new Map();
  readonly #listeners = new Map<string, Server>();
  readonly #turns = new Map<string, number>();
  readonly #open = new Map<string, number>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Puts a policy in force and opens and closes listeners accordingly. */
  async apply(policy: TrafficPolicy): Promise<void> {
    this.#addresses = new Map(policy.addresses.map((address) => [address.address, address]));
    const wanted = new Map(listenersOf(policy).map((at) => [`${at.address}:${at.port}`, at]));
    for (const [key, server] of this.#listeners) {
      if (wanted.has(key)) continue;
      server.close();
      this.#listeners.delete(key);
    }
    for (const [key, { address, port }] of wanted) {
      if (this.#listeners.has(key)) continue;
      const server = await listen({ host: address, port }, (socket) => this.#machine(socket, address, port));
      this.#listeners.set(key, server);
    }
  }

  /** Listens for machines on the address of a host's service and carries connections to the host. */
  async serve({ address, port }: HostService, hostSocketPath: string): Promise<void> {
    await listen({ host: address, port }, async (socket) => {
      try {
        const upstream = await open({ path: hostSocketPath });
        const header: StreamHeader = { kind: "service", address, port };
        upstream.write(`${JSON.stringify(header)}\n`);
        relay(socket, upstream);
      } catch {
        socket.destroy();
      }
    });
  }

  /** Takes connections of the host; answers `ok` or `error <why>` before anything else. */
  async accept(path: string): Promise<void> {
    await listen({ path }, async (socket) => {
      try {
        const header = JSON.parse(await readLine(socket)) as StreamHeader;
        const upstream =
          header.kind === "public"
            ? await this.#connect(header)
            : await open({ host: header.address, port: header.port });
        if (!socket.destroyed) socket.write("ok\n");
        relay(socket, upstream);
      } catch (error) {
        if (!socket.destroyed)
          socket.end(`error ${error instanceof Error ? error.message : String(error)}\n`);
      }
    });
  }

  /** A machine's own connection to a public address. */
  async #machine(socket: Socket, address: string, port: number) {
    socket.on("error", () => socket.destroy());
    try {
      const ends = { address, port, client: socket.remoteAddress ?? "", clientPort: socket.remotePort ?? 0 };
      relay(socket, await this.#connect(ends));
    } catch {
      socket.destroy();
    }
  }

  /** Connects to the member that gets this connection. @throws Error when it is denied or none accepts. */
  async #connect(ends: ConnectionEnds): Promise<Socket> {
    const { client, address, port } = ends;
    try {
      const verdict = admit(this.#addresses.get(address), port, client);
      if (verdict.kind === "denied") throw new Error(verdict.reason);
      const { rule } = verdict;
      const turn = this.#turns.get(rule.id) ?? 0;
      this.#turns.set(rule.id, turn + 1);
      const open = new Map(
        rule.members.map((member) => [member, this.#open.get(`${rule.id} ${member}`) ?? 0]),
      );
      const { host, socket } = await openFirst(
        membersInOrder(rule, client, { turn, open }),
        rule.privatePort,
      );
      this.#count(`${rule.id} ${host}`, socket);
      if (rule.protocol === "tcp-proxy") socket.write(proxyHeader(ends));
      return socket;
    } catch (error) {
      this.#log(
        `${client} -> ${address}:${port} refused: ${error instanceof Error ? error.message : String(error)}`,
      );
      throw error;
    }
  }

  #count(key: string, upstream: Socket) {
    this.#open.set(key, (this.#open.get(key) ?? 0) + 1);
    upstream.once("close", () => this.#open.set(key, (this.#open.get(key) ?? 1) - 1));
  }
}

function listenersOf({ addresses }: TrafficPolicy): readonly HostService[] {
  return addresses.flatMap(({ address, loadBalancers }) =>
    loadBalancers
      .filter((rule) => rule.protocol !== "udp")
      .map((rule) => ({ address, port: rule.publicPort })),
  );
}

function listen(
  at: { readonly host: string; readonly port: number } | { readonly path: string },
  connection: (socket: Socket) => void,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Paused until somebody reads, or bytes that come before the member's connection would be lost.
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, connection);
    server.once("error", reject);
    server.listen(at, () => resolve(server));
  });
}
