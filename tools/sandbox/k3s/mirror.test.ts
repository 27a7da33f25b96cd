import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mirror, parsePath, startMirror } from "./mirror.ts";

describe("parsePath", () => {
  it("accepts the plus of a version as such and encoded", () => {
    const file = { version: "v1.34.3+k3s1", arch: "amd64", kind: "binary" };
    expect(parsePath("/v1.34.3+k3s1/k3s")).toEqual(file);
    expect(parsePath("/v1.34.3%2Bk3s1/k3s")).toEqual(file);
  });

  it("refuses versions that the binaries of the sandbox are not for", () => {
    expect(parsePath("/v1.33+k3s1/k3s")).toBeUndefined();
    expect(parsePath("/v1.34.3/k3s")).toBeUndefined();
    expect(parsePath("/v1.34.3+k3s1/../k3s")).toBeUndefined();
  });
});

describe("startMirror", () => {
  let mirror: Mirror;
  beforeAll(async () => {
    mirror = await startMirror({
      host: "127.0.0.1",
      port: 0,
      tamper: (version) => version === "v1.34.4+k3s1",
    });
  });
  afterAll(() => mirror.close());

  const bytes = async (path: string, init?: RequestInit) =>
    Buffer.from(await (await fetch(`${mirror.url}${path}`, init)).arrayBuffer());

  it("serves a checksum file that fits the binary, byte for byte the same each time", async () => {
    const binary = await bytes("/v1.34.3%2Bk3s1/k3s");
    const sums = (await bytes("/v1.34.3%2Bk3s1/sha256sum-amd64.txt")).toString();
    expect(sums).toBe(`${createHash("sha256").update(binary).digest("hex")}  k3s\n`);
    const other = await startMirror({ host: "127.0.0.1", port: 0 });
    const again = await fetch(`${other.url}/v1.34.3+k3s1/sha256sum-amd64.txt`);
    expect(await again.text()).toBe(sums);
    await other.close();
  });

  it("gives another version another binary, with its own name in it", async () => {
    const binary = (await bytes("/v1.34.9+k3s2/k3s")).toString();
    expect(binary).toContain('"v1.34.9+k3s2"');
    expect(binary).not.toContain("v1.34.3+k3s1");
  });

  it("serves a checksum that does not fit where a test asks for it", async () => {
    const binary = await bytes("/v1.34.4+k3s1/k3s");
    const sums = (await bytes("/v1.34.4+k3s1/sha256sum-amd64.txt")).toString();
    expect(sums).not.toContain(createHash("sha256").update(binary).digest("hex"));
  });

  it("answers HEAD and ranges, so that an interrupted download can go on", async () => {
    const whole = await bytes("/v1.34.3+k3s1/k3s");
    const head = await fetch(`${mirror.url}/v1.34.3+k3s1/k3s`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(whole.length));
    const rest = await fetch(`${mirror.url}/v1.34.3+k3s1/k3s`, { headers: { Range: "bytes=100-" } });
    expect(rest.status).toBe(206);
    expect(Buffer.from(await rest.arrayBuffer()).equals(whole.subarray(100))).toBe(true);
  });

  it("says what it has when asked for something else", async () => {
    const answer = await fetch(`${mirror.url}/v1.34.3+k3s1/k3s-s390x`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("sha256sum-arm64.txt");
  });
});
