import "../../tools/sandbox/k3s/program/pki/reflect.ts";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as x509 from "@peculiar/x509";
import { authorityNames, serviceKeyFile } from "../../tools/sandbox/k3s/program/pki/authorities.ts";
import { signingKeys } from "../../tools/sandbox/k3s/program/pki/keys.ts";
import type { Authority } from "../../tools/sandbox/k3s/program/pki/leaf.ts";

/** A cluster's CAs, key and tokens, in the forms that Terraform's tls and random providers give them. */
export interface ClusterPki {
  /** Contents by file name in `server/tls`: five CA pairs (EC P-256, SEC1) and `service.key` (RSA 2048, PKCS#1). */
  readonly files: Readonly<Record<string, string>>;
  /** `K10<hash>::server:<password>` */
  readonly serverToken: string;
  /** `K10<hash>::node:<password>` */
  readonly agentToken: string;
}

/** Makes a self-signed CA as `tls_self_signed_cert` with `is_ca_certificate` does. */
export async function makeAuthority(commonName: string): Promise<Authority> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "sec1", format: "pem" }).toString();
  const keys = await signingKeys(key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 10 * 365 * 24 * 60 * 60 * 1000),
    keys,
    signingAlgorithm: keys.algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature |
          x509.KeyUsageFlags.keyEncipherment |
          x509.KeyUsageFlags.keyCertSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key };
}

/** Makes the whole PKI of a cluster. Passwords default to ones that tests can recognise in output. */
export async function makeClusterPki(
  passwords: { readonly server: string; readonly node: string } = {
    server: "server-password",
    node: "node-password",
  },
): Promise<ClusterPki> {
  const files: Record<string, string> = {};
  for (const name of authorityNames) {
    const { certificate, key } = await makeAuthority(`k3s-${name.replace("/", "-")}`);
    files[`${name}.crt`] = certificate;
    files[`${name}.key`] = key;
  }
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  files[serviceKeyFile] = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const hash = createHash("sha256")
    .update(files["server-ca.crt"] ?? "")
    .digest("hex");
  return {
    files,
    serverToken: `K10${hash}::server:${passwords.server}`,
    agentToken: `K10${hash}::node:${passwords.node}`,
  };
}

/** Writes a cluster's CA files as cloud-init would, under `tls`. */
export function writePki(tls: string, pki: ClusterPki): void {
  for (const [name, content] of Object.entries(pki.files)) {
    const file = join(tls, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o600 });
  }
}
