import type { Socket } from "node:net";
import type { StreamHeader } from "./protocol.ts";
import { open } from "./traffic/connect.ts";
import { readLine } from "./traffic/relay.ts";

/** Asks the router for a connection. @throws Error with the router's reason when it gives none. */
export async function connectThroughRouter(routerSocketPath: string, header: StreamHeader): Promise<Socket> {
  const socket = await open({ path: routerSocketPath });
  socket.write(`${JSON.stringify(header)}\n`);
  const answer = await readLine(socket);
  if (answer === "ok") return socket;
  socket.destroy();
  throw new Error(answer.replace(/^error /, ""));
}
