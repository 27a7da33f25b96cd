import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addonInput } from "../../platform/addons/sample.ts";
import { publishedPlatform } from "../../platform/published/published-platform.ts";
import { pullPlatform } from "../../tools/actions/pull-platform.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

const platform = publishedPlatform(addonInput().config, "203.0.113.11");

let cluster: ApiCluster;
let dir: string;
let env: Record<string, string>;

async function publish(text: string): Promise<void> {
  const file = join(dir, "published.json");
  const metadata = { name: "platform", namespace: "loco-system" };
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { "platform.json": text } };
  writeFileSync(file, JSON.stringify(map));
  await cluster.kubectl("apply", "--filename", file);
}

beforeAll(async () => {
  const { binDir } = await ensureKubernetes(toolchain);
  cluster = await startApiCluster(binDir);
  // kubectl keeps what it learns of the API in its home, or where there is none in the folder that it runs in.
  env = { PATH: binDir, HOME: tmpdir(), KUBE_CONFIG_PATH: cluster.kubeconfig };
  await cluster.kubectl("create", "namespace", "loco-system");
});
afterAll(() => cluster?.close());

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "platform-pull-"));
  return () => rmSync(dir, { recursive: true });
});

describe("loco platform pull, from a real Kubernetes API", () => {
  it("says that a cluster publishes nothing", async () => {
    await expect(pullPlatform(dir, env, "platform.json")).rejects.toMatchObject({
      code: "PLATFORM_NOT_PUBLISHED",
    });
  });

  it("writes what the platform publishes, and leaves a file alone that is the same", async () => {
    await publish(`${JSON.stringify(platform, undefined, 2)}\n`);
    expect(await pullPlatform(dir, env, "platform.json")).toMatchObject({ platform, changed: true });
    expect(JSON.parse(readFileSync(join(dir, "platform.json"), "utf8"))).toEqual(platform);
    expect(await pullPlatform(dir, env, "platform.json")).toMatchObject({ changed: false });
    // What has changed since is brought up to date.
    writeFileSync(join(dir, "platform.json"), JSON.stringify({ ...platform, domain: "old.example" }));
    expect(await pullPlatform(dir, env, "platform.json")).toMatchObject({ platform, changed: true });
  });

  it("overwrites no other file, and reads no layout that it does not know", async () => {
    writeFileSync(join(dir, "package.json"), '{ "name": "shop" }\n');
    await expect(pullPlatform(dir, env, "package.json")).rejects.toMatchObject({ code: "FILE_EXISTS" });
    await publish(JSON.stringify({ ...platform, format: 2 }));
    await expect(pullPlatform(dir, env, "platform.json")).rejects.toMatchObject({
      code: "PLATFORM_NOT_PUBLISHED",
    });
  });

  it("says what kubectl says, and that it is missing", async () => {
    writeFileSync(join(dir, "empty"), "");
    const nowhere = { ...env, KUBE_CONFIG_PATH: join(dir, "empty") };
    await expect(pullPlatform(dir, nowhere, "platform.json")).rejects.toMatchObject({ code: "TOOL_FAILED" });
    await expect(pullPlatform(dir, { ...env, PATH: dir }, "platform.json")).rejects.toMatchObject({
      code: "TOOL_MISSING",
    });
  });
});
