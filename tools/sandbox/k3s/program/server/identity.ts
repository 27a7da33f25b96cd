import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";

/** Who sent a request, as far as the connection and its headers prove it. */
export type Identity =
  | { readonly kind: "certificate"; readonly user: string; readonly groups: readonly string[] }
  | { readonly kind: "password"; readonly user: "server" | "node" }
  | { readonly kind: "wrong-password" }
  | { readonly kind: "none" };

/** The passwords of the two users that k3s knows. */
export interface Passwords {
  readonly server: string;
  readonly node: string;
}

/** The identity behind a request. A certificate counts only if the client CA signed it, which TLS has checked. */
export function identify(request: IncomingMessage, passwords: Passwords): Identity {
  const { socket } = request;
  if (socket instanceof TLSSocket && socket.authorized) {
    // A resumed TLS 1.3 session counts as authorized to Node even if it never had a certificate.
    const subject = (socket.getPeerCertificate()?.subject ?? {}) as { CN?: string; O?: string | string[] };
    if (subject.CN !== undefined)
      return { kind: "certificate", user: subject.CN, groups: [subject.O ?? []].flat() };
  }
  const header = request.headers.authorization ?? "";
  return header.startsWith("Basic ") ? fromBasic(header.slice(6), passwords) : { kind: "none" };
}

function fromBasic(encoded: string, passwords: Passwords): Identity {
  const [user = "", ...rest] = Buffer.from(encoded, "base64").toString().split(":");
  if ((user === "server" || user === "node") && same(passwords[user], rest.join(":"))) {
    return { kind: "password", user };
  }
  return { kind: "wrong-password" };
}

function same(expected: string, actual: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(actual)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether an identity may use what agents use. */
export function isAgent(identity: Identity): boolean {
  if (identity.kind === "certificate") return identity.groups.includes("system:nodes");
  return identity.kind === "password";
}

/** Whether an identity may use what only servers use, such as the CAs' keys. */
export function isServer(identity: Identity): boolean {
  return identity.kind === "password" && identity.user === "server";
}
