import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { logrus } from "../log.ts";
import { type LoadBalancer, startLoadBalancer } from "./load-balancer.ts";

const quiet = logrus(() => {});
let folder: string;
let balancer: LoadBalancer | undefined;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "k3s-lb-"));
});
afterEach(() => {
  balancer?.close();
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true });
});

/** A server that says its name and hangs up. */
async function backend(name: string): Promise<string> {
  const server = createServer((socket) => socket.end(name)).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Nobody listens on port 1; a port that was free a moment ago may be another test's. */
const GONE = "127.0.0.1:1";

async function ask(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString();
  });
  await once(socket, "close");
  return answer;
}

it("goes to the next server when one is gone, and stays with it", async () => {
  const port = await freePort();
  const second = await backend("second");
  balancer = await startLoadBalancer(port, GONE, join(folder, "lb.json"), quiet);
  balancer.update([GONE, second]);
  expect(await ask(port)).toBe("second");
  expect(balancer.servers()[0]).toBe(second);
});

it("remembers the servers over a restart, so that it starts without the one that it first joined", async () => {
  const port = await freePort();
  const second = await backend("second");
  const state = join(folder, "lb.json");
  balancer = await startLoadBalancer(port, GONE, state, quiet);
  balancer.update([second]);
  balancer.close();
  balancer = await startLoadBalancer(port, GONE, state, quiet);
  expect(await ask(port)).toBe("second");
});

it("hangs up when no server answers", async () => {
  const port = await freePort();
  balancer = await startLoadBalancer(port, GONE, join(folder, "lb.json"), quiet);
  expect(await ask(port)).toBe("");
});
