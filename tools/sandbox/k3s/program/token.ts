import { createHash, X509Certificate } from "node:crypto";
import { FatalError } from "./log.ts";

/** A k3s token taken apart. @see https://docs.k3s.io/cli/token */
export interface Token {
  /** SHA-256 of the cluster's server CA in hex; absent in the short form, which trusts any server. */
  readonly caHash?: string;
  /** `server` or `node`; empty in the short form. */
  readonly user: string;
  readonly password: string;
}

/** Takes apart `K10<hash>::<user>:<password>` or a bare password. Errors read as k3s's (pkg/clientaccess/token.go). */
export function parseToken(text: string): Token {
  if (text === "") throw new FatalError("token must not be empty");
  if (!text.startsWith("K10")) return { user: "", password: text };
  const split = text.indexOf("::");
  const hash = split < 0 ? "" : text.slice(3, split);
  const credentials = split < 0 ? text.slice(3) : text.slice(split + 2);
  if (hash !== "" && !/^[0-9a-f]{64}$/.test(hash)) throw new FatalError("invalid token CA hash length");
  const colon = credentials.indexOf(":");
  if (colon < 0 || colon === credentials.length - 1) throw new FatalError("invalid token format");
  const parts = { user: credentials.slice(0, colon), password: credentials.slice(colon + 1) };
  return hash === "" ? parts : { caHash: hash, ...parts };
}

/** Puts a token together in its full form. */
export function formatToken(user: "server" | "node", password: string, cacerts: string): string {
  return `K10${caHash(cacerts)}::${user}:${password}`;
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/g;

/**
 * The hash that a token carries: of the file's own bytes when it holds one certificate,
 * of the root's DER when it holds a chain (hashCA in pkg/clientaccess/token.go).
 */
export function caHash(cacerts: string): string {
  const certificates = (cacerts.match(pemCertificate) ?? []).map((pem) => new X509Certificate(pem));
  const root = certificates.length > 1 ? certificates.find((one) => one.checkIssued(one)) : undefined;
  return createHash("sha256")
    .update(root?.raw ?? cacerts)
    .digest("hex");
}

/** Stops when a token was made for another cluster's CA. */
export function checkCaHash(token: Token, cacerts: string): void {
  const actual = caHash(cacerts);
  if (token.caHash !== undefined && token.caHash !== actual) {
    throw new FatalError(
      `token CA hash does not match the Cluster CA certificate hash: ${token.caHash} != ${actual}`,
    );
  }
}
