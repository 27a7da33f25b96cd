import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { newPrivateKey } from "./keys.ts";
import { type Authority, issueLeaf, type LeafSubject } from "./leaf.ts";

/** k3s renews leaf certificates at a start within this many days of their end. @see https://docs.k3s.io/cli/certificate */
const renewalDays = 120;

/**
 * Makes sure that `<file>.crt` and `<file>.key` hold a leaf certificate of this CA with this content.
 * What is there is kept if it still fits; its key is kept in any case.
 */
export async function ensureLeaf(file: string, authority: Authority, subject: LeafSubject): Promise<void> {
  const key = existsSync(`${file}.key`) ? readFileSync(`${file}.key`, "utf8") : newPrivateKey();
  if (existsSync(`${file}.crt`) && stillFits(readFileSync(`${file}.crt`, "utf8"), key, authority, subject))
    return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.key`, key, { mode: 0o600 });
  writeFileSync(`${file}.crt`, await issueLeaf(authority, key, subject), { mode: 0o644 });
}

/** Whether a certificate is the CA's own, for this key and names, and not about to end. */
function stillFits(
  certificate: string,
  key: string,
  authority: Authority,
  subject: LeafSubject,
  now: Date = new Date(),
): boolean {
  const leaf = new X509Certificate(certificate);
  const issuer = new X509Certificate(authority.certificate);
  const names = new Set((leaf.subjectAltName ?? "").split(", ").map((name) => name.replace(/^[^:]+:/, "")));
  names.delete("");
  const wanted = new Set(subject.sans ?? []);
  return (
    leaf.checkIssued(issuer) &&
    leaf.verify(issuer.publicKey) &&
    leaf.checkPrivateKey(createPrivateKey(key)) &&
    leaf.subject.split("\n").includes(`CN=${subject.commonName}`) &&
    names.size === wanted.size &&
    [...wanted].every((name) => names.has(name)) &&
    new Date(leaf.validTo).getTime() - now.getTime() > renewalDays * 24 * 60 * 60 * 1000
  );
}
