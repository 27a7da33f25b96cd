import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ClusterPki, makeAuthority, makeClusterPki, writePki } from "../../../../../test/support/pki.ts";
import { readAuthorities } from "./authorities.ts";
import { newPrivateKey } from "./keys.ts";
import { issueLeaf } from "./leaf.ts";
import { ensureLeaf } from "./leaf-files.ts";

let tls: string;
let pki: ClusterPki;
beforeAll(async () => {
  pki = await makeClusterPki();
});
beforeEach(() => {
  tls = mkdtempSync(join(tmpdir(), "k3s-tls-"));
});
afterEach(() => rmSync(tls, { recursive: true }));

describe("readAuthorities", () => {
  it("reads the complete set that Terraform makes", () => {
    writePki(tls, pki);
    expect(readAuthorities(tls).kind).toBe("complete");
  });

  it("tells that there is nothing at all", () => {
    expect(readAuthorities(tls)).toEqual({ kind: "none" });
  });

  it.each(["server-ca.key", "client-ca.crt", "etcd/peer-ca.crt", "service.key"])(
    "refuses to go on without %s",
    (file) => {
      writePki(tls, pki);
      rmSync(join(tls, file));
      expect(() => readAuthorities(tls)).toThrow(`missing ${join(tls, file)}`);
    },
  );

  it("refuses a key of another certificate", async () => {
    writePki(tls, pki);
    writeFileSync(join(tls, "client-ca.key"), (await makeAuthority("other")).key);
    expect(() => readAuthorities(tls)).toThrow(
      "client-ca.crt: the private key beside it belongs to another certificate",
    );
  });

  it("refuses a certificate that is no CA, and a service key that is not RSA", async () => {
    writePki(tls, pki);
    const authority = await makeAuthority("root");
    const key = newPrivateKey();
    writeFileSync(
      join(tls, "server-ca.crt"),
      await issueLeaf(authority, key, { commonName: "leaf", usages: ["server"] }),
    );
    writeFileSync(join(tls, "server-ca.key"), key);
    expect(() => readAuthorities(tls)).toThrow("is not a CA certificate");
    writePki(tls, pki);
    writeFileSync(join(tls, "service.key"), key);
    expect(() => readAuthorities(tls)).toThrow("service.key: an RSA private key");
  });
});

describe("ensureLeaf", () => {
  const subject = { commonName: "web", usages: ["server"], sans: ["10.0.0.1", "web.example"] } as const;
  const read = (file: string) => readFileSync(`${file}.crt`, "utf8");

  it("signs a certificate that its CA stands for, for exactly the names asked", async () => {
    const authority = await makeAuthority("root");
    const file = join(tls, "web");
    await ensureLeaf(file, authority, subject);
    const leaf = new X509Certificate(read(file));
    expect(leaf.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(leaf.checkIP("10.0.0.1")).toBe("10.0.0.1");
    expect(leaf.checkHost("web.example")).toBe("web.example");
    expect(leaf.ca).toBe(false);
  });

  it("keeps what is there until names or CA change, and keeps the key even then", async () => {
    const authority = await makeAuthority("root");
    const file = join(tls, "web");
    await ensureLeaf(file, authority, subject);
    const [first, key] = [read(file), readFileSync(`${file}.key`, "utf8")];
    await ensureLeaf(file, authority, subject);
    expect(read(file)).toBe(first);
    await ensureLeaf(file, authority, { ...subject, sans: ["10.0.0.2"] });
    expect(read(file)).not.toBe(first);
    const second = read(file);
    await ensureLeaf(file, await makeAuthority("root"), { ...subject, sans: ["10.0.0.2"] });
    expect(read(file)).not.toBe(second);
    expect(readFileSync(`${file}.key`, "utf8")).toBe(key);
  });
});
