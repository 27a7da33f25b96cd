import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";
import type { Identity } from "./identity.ts";

/** Where the API server is and how to vouch for somebody there. */
export interface ProxyTarget {
  readonly port: number;
  /** PEM of the CA that signed the API server's certificate. */
  readonly ca: string;
  /** The front proxy's client certificate and key, PEM. */
  readonly certificate: string;
  readonly key: string;
}

/** Passes requests on to the API server behind the supervisor. */
export interface ApiProxy {
  handle(request: IncomingMessage, response: ServerResponse, identity: Identity): void;
  /** For requests that change protocol: exec, attach, port-forward, watch over WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, identity: Identity): void;
}

/**
 * The headers to pass on. A client cannot claim an identity: its own `X-Remote-*` headers are dropped and
 * those of its certificate put in their place.
 */
export function forwardedHeaders(
  headers: IncomingHttpHeaders,
  identity: Identity,
): Record<string, string | string[]> {
  const forwarded: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith("x-remote-") && value !== undefined) forwarded[name] = value;
  }
  if (identity.kind === "certificate") {
    forwarded["x-remote-user"] = identity.user;
    forwarded["x-remote-group"] = [...identity.groups];
  }
  return forwarded;
}

/** A proxy that vouches for client certificates; bearer tokens pass through untouched and without the front proxy's certificate. */
export function apiProxy(target: ProxyTarget): ApiProxy {
  const credentials = { ca: target.ca, cert: target.certificate, key: target.key };
  const vouching = new Agent({ ...credentials, keepAlive: true });
  const plain = new Agent({ ca: target.ca, keepAlive: true });
  const outgoing = (incoming: IncomingMessage, identity: Identity): RequestOptions => ({
    host: "127.0.0.1",
    port: target.port,
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers: forwardedHeaders(incoming.headers, identity),
  });

  return {
    handle(incoming, response, identity) {
      const agent = identity.kind === "certificate" ? vouching : plain;
      const sent = request({ ...outgoing(incoming, identity), agent }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        // A watch may stay silent for minutes; its client waits for the headers.
        response.flushHeaders();
        answer.pipe(response);
        answer.on("error", () => response.destroy());
      });
      sent.on("error", () => notReady(response));
      response.on("close", () => sent.destroy());
      incoming.pipe(sent);
    },
    upgrade(incoming, socket, head, identity) {
      const options = identity.kind === "certificate" ? credentials : { ca: target.ca };
      const backend = connect({ host: "127.0.0.1", port: target.port, ...options });
      const sent = httpRequest({ ...outgoing(incoming, identity), createConnection: () => backend });
      const end = () => {
        socket.destroy();
        backend.destroy();
      };
      socket.on("error", end).on("close", end);
      backend.on("error", end);
      sent.on("error", end);
      const reply = (answer: IncomingMessage) => {
        const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
        for (let at = 0; at < answer.rawHeaders.length; at += 2) {
          lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
        }
        socket.write(`${lines.join("\r\n")}\r\n\r\n`);
      };
      sent.on("upgrade", (answer, stream, first) => {
        reply(answer);
        socket.write(first);
        stream.write(head);
        stream.pipe(socket).pipe(stream);
      });
      sent.on("response", (answer) => {
        reply(answer);
        answer.pipe(socket);
      });
      sent.end();
    },
  };
}

/** Answers as k3s does before its API server is up. */
export function notReady(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "apiserver not ready",
    reason: "ServiceUnavailable",
    code: 503,
  };
  response.writeHead(503, { "Content-Type": "application/json", "Retry-After": "1" });
  response.end(JSON.stringify(body));
}
