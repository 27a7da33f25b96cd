import type { Reference, Text } from "./text.ts";

/** The certificate authorities k3s reads before its first start, by their path below `server/tls`. */
export const CERTIFICATE_AUTHORITIES = [
  "server-ca",
  "client-ca",
  "request-header-ca",
  "etcd/peer-ca",
  "etcd/server-ca",
] as const;

/** One of k3s's certificate authorities. */
export type CertificateAuthority = (typeof CERTIFICATE_AUTHORITIES)[number];

/** Everything in user-data that only Terraform knows. */
export type NodeReference =
  | `${CertificateAuthority}.crt`
  | `${CertificateAuthority}.key`
  | "service.key"
  | "bootstrap.crt"
  | "bootstrap.key"
  | "initialise-until"
  | "server-ca-sha256"
  | "server-token"
  | "agent-token"
  | "agent-password"
  | "node-password"
  | "api-address"
  | "registry-credentials";

/** Text of a node. */
export type NodeText = Text<NodeReference>;

/** Names a reference in a text. */
export const ref = <Name extends NodeReference>(name: Name): Reference<Name> => ({ ref: name });
