import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readKubeconfig, writeKubeconfig } from "./kubeconfig.ts";

const OURS = "apiVersion: v1\ncurrent-context: acme\n";
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-kubeconfig-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A stack with these outputs in its state. */
const stackWith = (outputs: Readonly<Record<string, unknown>>) => ({
  record: async () => ({ lineage: "one", serial: 1, resources: [], outputs }),
});

describe("readKubeconfig", () => {
  it("is the stack's output, to the last new line", async () => {
    expect(await readKubeconfig(stackWith({ kubeconfig: OURS }))).toBe(OURS);
  });

  it("is an error when the stack has no such output, or was never deployed", async () => {
    await expect(readKubeconfig(stackWith({}))).rejects.toMatchObject({ code: "STACK_NOT_DEPLOYED" });
    await expect(readKubeconfig({ record: async () => undefined })).rejects.toMatchObject({
      code: "STACK_NOT_DEPLOYED",
    });
  });
});

describe("writeKubeconfig", () => {
  it("writes a file that only its owner can read, again and again", () => {
    const path = writeKubeconfig(dir, "kubeconfig", OURS, false);
    writeKubeconfig(dir, "kubeconfig", `${OURS}users: []\n`, false);
    expect(readFileSync(path, "utf8")).toContain("users");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("keeps another cluster's file unless told otherwise", () => {
    writeFileSync(join(dir, "kubeconfig"), "current-context: other\n");
    expect(() => writeKubeconfig(dir, "kubeconfig", OURS, false)).toThrow(
      "is not this platform's kubeconfig",
    );
    expect(readFileSync(join(dir, "kubeconfig"), "utf8")).toContain("other");
    writeKubeconfig(dir, "kubeconfig", OURS, true);
    expect(readFileSync(join(dir, "kubeconfig"), "utf8")).toBe(OURS);
  });
});
