import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { identify, type Passwords } from "./identity.ts";
import { type ApiProxy, notReady } from "./proxy.ts";
import { answerRoute, type RouteContext } from "./routes.ts";

/** Certificate and key of the supervisor's listener, PEM. */
export interface ServingCertificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Listens where agents, peers and kubectl connect: k3s has its own routes and the API server on one port.
 * Client certificates are asked for, never required; who has none may still have a token.
 */
export async function startSupervisor(
  context: RouteContext,
  serving: ServingCertificate,
  passwords: Passwords,
  proxy: ApiProxy,
): Promise<Server> {
  const server = createServer({
    cert: serving.certificate,
    key: serving.key,
    ca: context.authorities["client-ca"].certificate,
    requestCert: true,
    rejectUnauthorized: false,
    requestTimeout: 0,
    keepAliveTimeout: 60_000,
  });
  server.on("request", (request, response) => {
    const identity = identify(request, passwords);
    answerRoute(context, request, response, identity).then(
      (answered) => {
        if (!answered) proxy.handle(request, response, identity);
      },
      () => fail(response),
    );
  });
  server.on("upgrade", (request, socket, head) => {
    proxy.upgrade(request, socket, head, identify(request, passwords));
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.listen(context.settings.port, context.settings.bindAddress);
  await once(server, "listening");
  return server;
}

function fail(response: ServerResponse): void {
  notReady(response);
}
