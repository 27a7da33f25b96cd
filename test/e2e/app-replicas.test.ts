import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import type { AppValues, Process } from "../../platform/apps/values/app-values.gen.ts";
import { appValues } from "../../platform/apps/values/app-values.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

const CHART = join(import.meta.dirname, "../../charts/app");
const NAMESPACE = "shop";
/** An HPA is looked at every 15 seconds. */
const WAIT = { timeout: 40_000, interval: 100 };

const folder = mkdtempSync(join(tmpdir(), "loco-replicas-"));
let cluster: ApiCluster;
let helm: string;
let watch: { readonly kill: (signal: "SIGKILL") => boolean } | undefined;
let seen: number[] = [];

beforeAll(async () => {
  helm = (await ensureHelm(toolchain)).binary;
  const { binDir } = await ensureKubernetes(toolchain);
  cluster = await startApiCluster(binDir);
  await cluster.kubectl("create", "namespace", NAMESPACE);
  await install(valuesOf("replicas = 0"));
  const watching = execa(
    join(binDir, "kubectl"),
    ["-n", NAMESPACE, "get", "deployment", "web", "--watch", '--output=jsonpath={.spec.replicas}{"\\n"}'],
    { env: { KUBECONFIG: cluster.kubeconfig }, reject: false },
  );
  watch = watching;
  watching.stdout?.on("data", (chunk: Buffer) => {
    for (const [count] of chunk.toString().matchAll(/\d+/g)) seen.push(Number(count));
  });
  await reach(0);
}, 120_000);

afterAll(async () => {
  watch?.kill("SIGKILL");
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Without an address, for which there would have to be Traefik's kinds. */
const valuesOf = (text: string): AppValues =>
  appValues(sampleApp(`port = 80\nnetwork = { internal = true }\n${text}`), SAMPLE_PLATFORM);

/** Resolves once the Deployment says so many. */
const reach = (count: number) => vi.waitFor(() => expect(seen.at(-1)).toBe(count), WAIT);

async function install(values: AppValues): Promise<void> {
  const file = join(folder, "values.json");
  writeFileSync(file, JSON.stringify(values));
  await execa(helm, ["upgrade", "--install", "shop", CHART, "--namespace", NAMESPACE, "--values", file], {
    env: { KUBECONFIG: cluster.kubeconfig, HOME: folder },
  });
}

/** Every number there was from then on until it is `count`. */
async function change(values: AppValues, count: number): Promise<readonly number[]> {
  const before = seen.at(-1) ?? Number.NaN;
  seen = [before];
  await install(values);
  // A moment for what would come and go.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await reach(count);
  return [...new Set(seen)];
}

const SCALED = valuesOf("replicas = { min = 2, max = 8 }\nscalers = { cpu_target = 70 }");

describe("the number of replicas", () => {
  it("never goes below the smaller one, whether it is fixed or scalers choose it", async () => {
    expect(await change(valuesOf("replicas = 3"), 3)).toEqual([0, 1, 3]);
    expect(await change(SCALED, 3)).toEqual([3]);
    expect(await change(valuesOf("replicas = 3"), 3)).toEqual([3]);
    expect(await change(valuesOf("replicas = 2"), 2)).toEqual([3, 2]);
    expect(await change(valuesOf("replicas = 1"), 1)).toEqual([2, 1]);
    expect(await change(SCALED, 2)).toEqual([1, 2]);
    expect(await change(valuesOf("replicas = 0"), 0)).toEqual([2, 0]);
  }, 180_000);

  it("would, did the Deployment say it: Helm takes it out, and Kubernetes makes it one", async () => {
    const one = valuesOf("replicas = 1");
    const web: Process | undefined = one.processes?.web;
    if (web === undefined) throw new Error("no process web");
    await change({ ...one, processes: { web: { ...web, replicas: 3 } } }, 3);
    expect(await change(SCALED, 2)).toEqual([3, 1, 2]);
  }, 90_000);
});
