import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runKubectl } from "./kubectl.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-kubectl-"));
  writeFileSync(join(dir, "kubectl"), '#!/bin/sh\necho "$@"\n');
  chmodSync(join(dir, "kubectl"), 0o755);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const run = (env: Record<string, string>) =>
  runKubectl({ PATH: `${dir}:${process.env.PATH}`, HOME: dir, ...env }, ["version"], "failed");

describe("runKubectl", () => {
  it("says itself that there is no kubeconfig, before kubectl asks localhost:8080", async () => {
    const none = { code: "KUBECONFIG_MISSING", hint: expect.stringContaining("npx loco kubeconfig") };
    await expect(run({})).rejects.toMatchObject(none);
    await expect(run({ KUBE_CONFIG_PATH: "", KUBECONFIG: "" })).rejects.toMatchObject(none);
    const path = join(dir, "nowhere");
    await expect(run({ KUBE_CONFIG_PATH: path })).rejects.toMatchObject({
      ...none,
      message: `no file ${path}, which KUBE_CONFIG_PATH names`,
    });
  });

  it("takes that of KUBE_CONFIG_PATH, of KUBECONFIG, of the home folder, or a pod's own", async () => {
    const path = join(dir, "kubectl");
    expect(await run({ KUBE_CONFIG_PATH: path })).toBe(`version --kubeconfig ${path}`);
    expect(await run({ KUBECONFIG: path })).toBe("version");
    expect(await run({ KUBERNETES_SERVICE_HOST: "10.43.0.1" })).toBe("version");
    mkdirSync(join(dir, ".kube"));
    writeFileSync(join(dir, ".kube/config"), "");
    expect(await run({})).toBe("version");
  });
});
