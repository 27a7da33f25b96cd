import { createHash } from "node:crypto";
import { CERTIFICATE_AUTHORITIES, type NodeReference } from "./references.ts";

/** Text that compresses as badly as a key: the same on every run. */
function incompressible(seed: string, length: number): string {
  let result = "";
  for (let i = 0; result.length < length; i++) {
    result += createHash("sha512").update(`${seed}${i}`).digest("base64");
  }
  return result.slice(0, length);
}

function pem(seed: string, label: string, length: number): string {
  const body = incompressible(seed, length).replace(/(.{64})/g, "$1\n");
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

/** Stand-ins as long as the real values, for estimating the size of user-data before there are any. */
export function sampleValues(): Record<NodeReference, string> {
  const token = `K10${"0".repeat(64)}::server:${incompressible("token", 48)}`;
  return {
    ...(Object.fromEntries(
      CERTIFICATE_AUTHORITIES.flatMap((name) => [
        [`${name}.crt`, pem(`${name}.crt`, "CERTIFICATE", 620)],
        [`${name}.key`, pem(`${name}.key`, "EC PRIVATE KEY", 164)],
      ]),
    ) as Record<`${(typeof CERTIFICATE_AUTHORITIES)[number]}.${"crt" | "key"}`, string>),
    "service.key": pem("service.key", "RSA PRIVATE KEY", 1592),
    "bootstrap.crt": pem("bootstrap.crt", "CERTIFICATE", 620),
    "bootstrap.key": pem("bootstrap.key", "EC PRIVATE KEY", 164),
    "initialise-until": "2026-01-31T12:00:00Z",
    "server-ca-sha256": incompressible("hash", 64),
    "server-token": token,
    "agent-token": token,
    "agent-password": incompressible("agent", 48),
    "node-password": incompressible("node", 64),
    "api-address": "203.0.113.255",
    "registry-credentials": incompressible("registries", 200),
  };
}
