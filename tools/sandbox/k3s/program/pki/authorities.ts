import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FatalError } from "../log.ts";
import type { Authority } from "./leaf.ts";

/** The CAs of a cluster by their file names in `server/tls`. @see https://docs.k3s.io/cli/certificate#using-custom-ca-certificates */
export const authorityNames = [
  "server-ca",
  "client-ca",
  "request-header-ca",
  "etcd/server-ca",
  "etcd/peer-ca",
] as const;

/** One of the five CAs. */
export type AuthorityName = (typeof authorityNames)[number];

/** The key that signs service account tokens. */
export const serviceKeyFile = "service.key";

/** Every CA of the cluster. */
export type Authorities = Readonly<Record<AuthorityName, Authority>>;

/** The files that a cluster's identity consists of, relative to `server/tls`. */
export const authorityFiles: readonly string[] = [
  ...authorityNames.flatMap((name) => [`${name}.crt`, `${name}.key`]),
  serviceKeyFile,
];

/** `none` when no CA file is there at all. */
export type AuthorityState = { kind: "none" } | { kind: "complete"; authorities: Authorities };

/**
 * Reads the CAs that were put into `server/tls` before the first start.
 *
 * k3s makes the pairs that are missing, which on a cluster with custom CAs ends in certificates that nobody trusts;
 * the stand-in refuses instead: a half pair, some pairs without the others, a certificate that is no CA, a key of
 * another certificate.
 */
export function readAuthorities(tls: string): AuthorityState {
  const missing = authorityFiles.filter((file) => !existsSync(join(tls, file)));
  if (missing.length === authorityFiles.length) return { kind: "none" };
  if (missing.length > 0) {
    const files = missing.map((file) => join(tls, file)).join(", ");
    throw new FatalError(`preparing server: custom CA files are incomplete in ${tls}: missing ${files}`);
  }
  const entries = authorityNames.map((name) => [name, readAuthority(tls, name)] as const);
  checkServiceKey(join(tls, serviceKeyFile));
  return { kind: "complete", authorities: Object.fromEntries(entries) as Record<AuthorityName, Authority> };
}

function readAuthority(tls: string, name: AuthorityName): Authority {
  const file = join(tls, name);
  const authority = {
    certificate: readFileSync(`${file}.crt`, "utf8"),
    key: readFileSync(`${file}.key`, "utf8"),
  };
  const problem = authorityProblem(authority);
  if (problem !== undefined) throw new FatalError(`preparing server: ${file}.crt: ${problem}`);
  return authority;
}

/** Why a pair cannot sign, if it cannot. */
function authorityProblem({ certificate, key }: Authority): string | undefined {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch {
    return "no PEM certificate in this file";
  }
  if (!parsed.ca) return `${parsed.subject} is not a CA certificate (basicConstraints CA:TRUE is missing)`;
  try {
    if (!parsed.checkPrivateKey(createPrivateKey(key)))
      return "the private key beside it belongs to another certificate";
  } catch {
    return "no PEM private key in the .key file beside it";
  }
  return undefined;
}

function checkServiceKey(file: string): void {
  try {
    if (createPrivateKey(readFileSync(file)).asymmetricKeyType === "rsa") return;
  } catch {
    // falls through to the same refusal
  }
  throw new FatalError(`preparing server: ${file}: an RSA private key in PEM is expected`);
}
