import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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

/** A program in terraform's place that prints its arguments' last word's output. */
function terraform(script: string): string {
  const path = join(dir, "terraform");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  mkdirSync(join(dir, "cdktf.out/stacks/platform/.terraform"), { recursive: true });
  return path;
}

describe("readKubeconfig", () => {
  it("is the stack's output, to the last new line", async () => {
    const program = terraform(
      `[ "$2 $3 $4" = "output -raw kubeconfig" ] && printf '${OURS.replaceAll("\n", "\\n")}'`,
    );
    expect(await readKubeconfig(dir, program, {})).toBe(OURS);
  });

  it("is an error when the stack has no such output", async () => {
    const program = terraform("echo 'Output \"kubeconfig\" not found' >&2; exit 1");
    await expect(readKubeconfig(dir, program, {})).rejects.toMatchObject({ code: "STACK_NOT_DEPLOYED" });
  });

  it("is an error when the stack was never deployed, or no Terraform is there", async () => {
    await expect(readKubeconfig(dir, "/bin/true", {})).rejects.toMatchObject({ code: "STACK_NOT_DEPLOYED" });
    terraform("");
    await expect(readKubeconfig(dir, undefined, {})).rejects.toMatchObject({ code: "TOOL_MISSING" });
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
