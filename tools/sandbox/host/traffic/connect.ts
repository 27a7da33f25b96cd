import { connect, type Socket } from "node:net";

/** How long a member gets to answer: one that is powered off answers nothing at all. */
const connectTimeoutMs = 1_000;

/** Connects over TCP or to a Unix socket. @throws Error when refused or after a second. */
export function open(
  to: { readonly host: string; readonly port: number } | { readonly path: string },
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...to, allowHalfOpen: true });
    const where = "path" in to ? to.path : `${to.host}:${to.port}`;
    socket.setTimeout(connectTimeoutMs, () => socket.destroy(new Error(`${where} does not answer`)));
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** Connects to the first that accepts. @throws Error when none does. */
export async function openFirst(
  hosts: readonly string[],
  port: number,
): Promise<{ host: string; socket: Socket }> {
  let last: unknown = new Error("there are no members");
  for (const host of hosts) {
    try {
      return { host, socket: await open({ host, port }) };
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
