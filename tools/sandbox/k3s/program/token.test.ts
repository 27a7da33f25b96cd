import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeAuthority } from "../../../../test/support/pki.ts";
import { caHash, checkCaHash, formatToken, parseToken } from "./token.ts";

const hash = "a".repeat(64);

describe("parseToken", () => {
  it("takes the full form apart, for servers and for agents", () => {
    expect(parseToken(`K10${hash}::server:pw:with:colons`)).toEqual({
      caHash: hash,
      user: "server",
      password: "pw:with:colons",
    });
    expect(parseToken(`K10${hash}::node:pw`).user).toBe("node");
  });

  it("takes a bare password, which names no CA", () => {
    expect(parseToken("secret")).toEqual({ user: "", password: "secret" });
  });

  it.each([
    ["", "token must not be empty"],
    ["K10abc::server:pw", "invalid token CA hash length"],
    [`K10${hash}::server`, "invalid token format"],
    [`K10${hash}::server:`, "invalid token format"],
  ])("refuses %j", (text, message) => {
    expect(() => parseToken(text)).toThrow(message);
  });
});

describe("caHash", () => {
  it("hashes the bytes of a file with one certificate, its last line break included", async () => {
    const { certificate } = await makeAuthority("one");
    expect(caHash(certificate)).toBe(createHash("sha256").update(certificate).digest("hex"));
    expect(caHash(`${certificate}\n`)).not.toBe(caHash(certificate));
  });

  it("hashes the root's DER of a file with more than one certificate", async () => {
    const [leaf, root] = [await makeAuthority("a"), await makeAuthority("b")];
    const expected = createHash("sha256").update(new X509Certificate(leaf.certificate).raw).digest("hex");
    expect(caHash(`${leaf.certificate}${root.certificate}`)).toBe(expected);
  });
});

describe("checkCaHash", () => {
  it("accepts the cluster's own token and refuses one of another cluster", async () => {
    const [own, foreign] = [await makeAuthority("own"), await makeAuthority("foreign")];
    const token = parseToken(formatToken("node", "pw", own.certificate));
    expect(() => checkCaHash(token, own.certificate)).not.toThrow();
    expect(() => checkCaHash(token, foreign.certificate)).toThrow(
      "token CA hash does not match the Cluster CA certificate hash",
    );
  });
});
