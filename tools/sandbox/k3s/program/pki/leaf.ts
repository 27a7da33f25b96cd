import "./reflect.ts";
import { randomBytes, type webcrypto, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";
import { type SigningKeys, signingKeys } from "./keys.ts";

/** A CA that signs: its certificate file and key, both PEM. */
export interface Authority {
  readonly certificate: string;
  readonly key: string;
}

/** What a leaf certificate says. */
export interface LeafSubject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly usages: readonly ("client" | "server")[];
  /** DNS names and IP addresses. */
  readonly sans?: readonly string[];
}

const day = 24 * 60 * 60 * 1000;

/** k3s's validity of leaf certificates, in days. @see https://docs.k3s.io/cli/certificate */
const leafDays = 365;

const usageOids = { client: x509.ExtendedKeyUsage.clientAuth, server: x509.ExtendedKeyUsage.serverAuth };

/** Signs a certificate for a private key. Returns PEM: the leaf, then the CA's file, as k3s writes them. */
export async function issueLeaf(authority: Authority, key: string, subject: LeafSubject): Promise<string> {
  return sign(authority, subject, (await signingKeys(key)).publicKey);
}

/** Signs a certificate for the key of a PKCS#10 request (DER); name and usages are the signer's word, not the request's. */
export async function issueForRequest(
  authority: Authority,
  der: Buffer,
  subject: LeafSubject,
): Promise<string> {
  const request = new x509.Pkcs10CertificateRequest(new Uint8Array(der));
  if (!(await request.verify())) throw new Error("the certificate request is not signed by its own key");
  return sign(authority, subject, request.publicKey);
}

/** A PKCS#10 request (DER) for a private key. Its name is left to the signer. */
export async function certificateRequest(key: string): Promise<Buffer> {
  const keys = await signingKeys(key);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: "CN=k3s",
    keys,
    signingAlgorithm: keys.algorithm,
  });
  return Buffer.from(request.rawData);
}

async function sign(
  authority: Authority,
  subject: LeafSubject,
  publicKey: webcrypto.CryptoKey | x509.PublicKey,
): Promise<string> {
  const issuer = new x509.X509Certificate(firstCertificate(authority.certificate));
  const keys: SigningKeys = await signingKeys(authority.key);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: new x509.Name([
      ...(subject.organizations ?? []).map((name) => ({ O: [name] })),
      { CN: [subject.commonName] },
    ]),
    issuer: issuer.subjectName,
    notBefore: new Date(now - 60_000),
    notAfter: new Date(Math.min(now + leafDays * day, issuer.notAfter.getTime())),
    publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: keys.algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension(subject.usages.map((usage) => usageOids[usage])),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...alternativeNames(subject.sans ?? []),
    ],
  });
  return `${certificate.toString("pem")}\n${authority.certificate}`;
}

function alternativeNames(sans: readonly string[]): x509.Extension[] {
  if (sans.length === 0) return [];
  return [
    new x509.SubjectAlternativeNameExtension(
      sans.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
    ),
  ];
}

/** A random positive serial number; the first byte stays below 0x80 and is not zero. */
function serialNumber(): string {
  return `01${randomBytes(8).toString("hex")}`;
}

function firstCertificate(pem: string): string {
  return new X509Certificate(pem).toString();
}
