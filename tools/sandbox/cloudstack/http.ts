import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { WireAnswer, WireCall } from "./dispatch.ts";

/** What CloudStack's web server takes in a form. */
const maxFormBytes = 1024 * 1024;

/** The API's address below the server's. */
export const apiPath = "/client/api";

export interface ApiServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly answer: (call: WireCall) => Promise<WireAnswer>;
  readonly log: (line: string) => void;
}

export interface ApiServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Starts the HTTP edge: `GET` and form `POST` on `/client/api`.
 *
 * @throws LocoError `PORT_IN_USE`.
 */
export async function startApiServer({ host, port, answer, log }: ApiServerOptions): Promise<ApiServer> {
  let outage: NodeJS.Timeout | undefined;
  const server = createServer((request, response) => {
    // The port is closed, but this connection was there before.
    if (outage !== undefined) return void response.destroy();
    handle(request, answer).then(
      (answered) => reply(response, answered),
      (error: unknown) => reply(response, { status: 530, body: { errortext: String(error) } }),
    );
  });
  const reply = (response: ServerResponse, { status, body, instead }: WireAnswer) => {
    if (instead === undefined) return send(response, status, "application/json", JSON.stringify(body));
    if (instead.kind === "page") return send(response, status, "text/html", instead.html);
    response.destroy();
    if (instead.closedMilliseconds > 0) closePort(instead.closedMilliseconds);
  };
  const address = await listen(server, host, port);
  const closePort = (milliseconds: number) => {
    if (outage !== undefined) return;
    outage = setTimeout(() => {
      outage = undefined;
      listen(server, host, address.port).catch((error: unknown) =>
        log(`the API's port stays closed: ${error instanceof Error ? error.message : error}`),
      );
    }, milliseconds);
    server.close();
  };
  return {
    port: address.port,
    close: () =>
      new Promise<void>((resolve) => {
        clearTimeout(outage);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") return reject(error);
      reject(
        new LocoError("PORT_IN_USE", `port ${port} of ${host} is in use`, {
          hint: "stop what listens there, or choose another port for the sandbox's CloudStack",
          cause: error,
        }),
      );
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

async function handle(
  request: IncomingMessage,
  answer: (call: WireCall) => Promise<WireAnswer>,
): Promise<WireAnswer> {
  const url = new URL(request.url ?? "/", "http://sandbox");
  const { method } = request;
  if (url.pathname !== apiPath) return { status: 404, body: { errortext: `only ${apiPath} is served` } };
  if (method !== "GET" && method !== "POST") return { status: 405, body: { errortext: "GET or POST" } };
  const form = method === "POST" ? await readForm(request) : "";
  if (form === undefined)
    return { status: 413, body: { errortext: `a form has ${maxFormBytes} bytes at most` } };
  return answer({ method, sent: [...url.searchParams, ...new URLSearchParams(form)] });
}

async function readForm(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxFormBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    "content-type": `${type};charset=UTF-8`,
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
