import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer as createPlain, type RequestListener, type Server } from "node:http";
import { createServer as createSecure } from "node:https";
import type { AddressInfo } from "node:net";
import { issueLeaf } from "../../../tools/sandbox/k3s/program/pki/leaf.ts";
import { makeAuthority } from "../../support/pki.ts";

/** Texts with metrics, by path, behind one port on loopback. */
export interface Shown {
  readonly port: number;
  /** The CA that vouches for it, where it has a certificate. */
  readonly authority: string;
  readonly close: () => Promise<void>;
}

/** Shows metrics as a pod does. */
export const showPlain = (texts: Readonly<Record<string, string>>): Promise<Shown> =>
  listen(createPlain(answer(texts)));

/** Shows metrics as a kubelet does: with a certificate for its address, to who brings a token. */
export async function showSecure(texts: Readonly<Record<string, string>>): Promise<Shown> {
  const authority = await makeAuthority("k3s-server-ca");
  const key = generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "sec1", format: "pem" })
    .toString();
  const cert = await issueLeaf(authority, key, {
    commonName: "server-1",
    usages: ["server"],
    sans: ["server-1", "127.0.0.1"],
  });
  const server = createSecure({ key, cert }, (request, response) => {
    if (request.headers.authorization?.startsWith("Bearer ey")) answer(texts)(request, response);
    else response.writeHead(401).end();
  });
  return listen(server, authority.certificate);
}

const answer =
  (texts: Readonly<Record<string, string>>): RequestListener =>
  (request, response) => {
    const text = texts[request.url ?? ""];
    response.writeHead(text === undefined ? 404 : 200, { "Content-Type": "text/plain" }).end(text);
  };

async function listen(server: Server, authority = ""): Promise<Shown> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { port, authority, close };
}
