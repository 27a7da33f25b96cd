import { CertRequest } from "@cdktf/provider-tls/lib/cert-request/index.js";
import { LocallySignedCert } from "@cdktf/provider-tls/lib/locally-signed-cert/index.js";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key/index.js";
import { SelfSignedCert } from "@cdktf/provider-tls/lib/self-signed-cert/index.js";
import type { Construct } from "constructs";
import { CERTIFICATE_AUTHORITIES, type CertificateAuthority } from "./cloud-init/references.ts";

/**
 * Ten years, in hours. The authorities sign k3s's own one-year certificates; the admin certificate configures the
 * providers, and one that is about to be replaced would be unknown while planning.
 */
const TEN_YEARS = 87_600;

/** A key pair: its certificate and private key as Terraform resources. */
export interface KeyPair {
  readonly key: PrivateKey;
  readonly certificate: SelfSignedCert | LocallySignedCert;
}

/** Everything that proves who is who in the cluster, made before any node exists (design.md, D3). */
export interface Pki {
  readonly authorities: Readonly<Record<CertificateAuthority, KeyPair>>;
  /** Signs service account tokens. RSA, as k3s makes it. */
  readonly serviceKey: PrivateKey;
  /** `system:admin` in `system:masters`. */
  readonly admin: KeyPair;
  /** What servers show a peer before they have joined: `loco:bootstrap` in `system:masters`. */
  readonly bootstrap: KeyPair;
}

/** Makes the cluster's certificate authorities, its service account key and the admin certificate. */
export function createPki(scope: Construct): Pki {
  const authorities = Object.fromEntries(
    CERTIFICATE_AUTHORITIES.map((name) => [name, createAuthority(scope, name)]),
  ) as Record<CertificateAuthority, KeyPair>;
  const serviceKey = new PrivateKey(scope, "service-account", { algorithm: "RSA", rsaBits: 2048 });
  const client = (id: string, commonName: string) =>
    createClient(scope, authorities["client-ca"], id, commonName);
  return {
    authorities,
    serviceKey,
    admin: client("admin", "system:admin"),
    bootstrap: client("bootstrap", "loco:bootstrap"),
  };
}

function createAuthority(scope: Construct, name: CertificateAuthority): KeyPair {
  const id = name.replace("/", "-");
  const key = new PrivateKey(scope, `${id}-key`, { algorithm: "ECDSA", ecdsaCurve: "P256" });
  const certificate = new SelfSignedCert(scope, id, {
    privateKeyPem: key.privateKeyPem,
    // Free of the platform's name: a changed subject would make new authorities, which a running cluster never takes.
    subject: [{ commonName: `k3s-${id}` }],
    isCaCertificate: true,
    setSubjectKeyId: true,
    validityPeriodHours: TEN_YEARS,
    allowedUses: ["digital_signature", "key_encipherment", "cert_signing"],
  });
  return { key, certificate };
}

/** A client certificate for somebody who may do everything. */
function createClient(scope: Construct, clientAuthority: KeyPair, id: string, commonName: string): KeyPair {
  const key = new PrivateKey(scope, `${id}-key`, { algorithm: "ECDSA", ecdsaCurve: "P256" });
  const request = new CertRequest(scope, `${id}-request`, {
    privateKeyPem: key.privateKeyPem,
    subject: [{ commonName, organization: "system:masters" }],
  });
  const certificate = new LocallySignedCert(scope, id, {
    certRequestPem: request.certRequestPem,
    caPrivateKeyPem: clientAuthority.key.privateKeyPem,
    caCertPem: clientAuthority.certificate.certPem,
    validityPeriodHours: TEN_YEARS,
    allowedUses: ["digital_signature", "key_encipherment", "client_auth"],
  });
  return { key, certificate };
}
