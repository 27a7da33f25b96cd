import { mkdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { ErrorCode } from "../../../platform/errors/catalogue.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { openSocketDir } from "../host/socket-dir.ts";

/** What answers a request: by `GET /status` and the like, given the request's decoded body. */
export type Routes = Readonly<Record<string, (body: unknown) => unknown>>;

/** A {@link LocoError} as it goes over the socket. */
interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

const SOCKET = "daemon.sock";

/** Answers JSON requests on a Unix socket that only this user reaches. */
export async function serveSocket(dir: string, routes: Routes): Promise<{ close(): void }> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const sockets = openSocketDir(dir);
  rmSync(sockets.path(SOCKET), { force: true });
  const server = createServer(async (call, response) => {
    const { status, body } = await answer(routes, call);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(sockets.path(SOCKET), resolve);
  });
  return {
    close() {
      server.close();
      sockets.close();
    },
  };
}

async function answer(routes: Routes, call: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const route = routes[`${call.method} ${call.url}`];
  if (route === undefined)
    return { status: 404, body: failure(new Error(`no route ${call.method} ${call.url}`)) };
  try {
    const sent = await text(call);
    return { status: 200, body: (await route(sent === "" ? undefined : JSON.parse(sent))) ?? {} };
  } catch (error) {
    return { status: 400, body: failure(error) };
  }
}

function failure(error: unknown): WireError {
  if (!(error instanceof LocoError)) {
    return { code: "SANDBOX_FAILED", message: error instanceof Error ? error.message : String(error) };
  }
  const { code, message, hint } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/**
 * Sends a request such as `POST /faults`; undefined when no daemon answers.
 *
 * @throws LocoError the one that the daemon answered with.
 */
export async function callSocket<T>(dir: string, route: string, body?: unknown): Promise<T | undefined> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const sockets = openSocketDir(dir);
  const [method, path] = route.split(" ");
  try {
    const response = await new Promise<IncomingMessage | undefined>((resolve) => {
      const call = request({ socketPath: sockets.path(SOCKET), method, path, timeout: 60_000 }, resolve);
      call.on("timeout", () => call.destroy());
      call.on("error", () => resolve(undefined));
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
    if (response === undefined) return undefined;
    const answered = JSON.parse(await text(response)) as T | WireError;
    if (response.statusCode === 200) return answered as T;
    const { code, message, hint } = answered as WireError;
    throw new LocoError(code, message, hint === undefined ? {} : { hint });
  } finally {
    sockets.close();
  }
}
