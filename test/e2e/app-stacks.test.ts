import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readProject } from "../../platform/project.ts";
import { createAppStacks } from "../../platform/stacks/app-stacks.ts";
import { writeStackFiles } from "../../platform/stacks/write-stack-files.ts";
import { terminalReporter } from "../../tools/console/reporter.ts";
import { cacheDir } from "../../tools/sandbox/toolchain/context.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { readSteps } from "../support/synth-releases.ts";
import { applySteps, type RunTool } from "../support/synth-releases-apply.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { clusterTools } from "../support/synth-releases-tools.ts";

const repository = join(import.meta.dirname, "../..");
const dir = mkdtempSync(join(tmpdir(), "loco-app-stacks-"));
const blueprint = join(dir, "blueprints/nightly/loco.toml");

let cluster: ApiCluster;
let run: RunTool;

beforeAll(async () => {
  const context = {
    cacheDir: cacheDir(process.env),
    reporter: terminalReporter(process.stderr),
    env: process.env,
  };
  const { binDir } = await ensureKubernetes(context);
  const { binary: helm } = await ensureHelm(context);
  cluster = await startApiCluster(binDir);
  run = clusterTools({ kubectl: join(binDir, "kubectl"), helm, kubeconfig: cluster.kubeconfig, home: dir });
  for (const name of ["platform.toml", "blueprints"])
    cpSync(join(repository, name), join(dir, name), { recursive: true });
  // The cluster has no definitions of operators.
  appendFileSync(join(dir, "platform.toml"), "\n[addons.k8up]\nenabled = false\n");
});
afterAll(async () => {
  await cluster?.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Synthesises the folder, and does what Terraform would do with the stack of an app. */
async function deploy(name = "nightly") {
  const outdir = mkdtempSync(join(dir, "out-"));
  const app = new App({ outdir });
  const { platform, facts, apps } = readProject(dir, undefined);
  const files = createAppStacks(app, platform, facts, apps);
  app.synth();
  writeStackFiles(outdir, files);
  const folder = join(outdir, `stacks/app-${name}`);
  const steps = readSteps(readFileSync(join(folder, "cdk.tf.json"), "utf8"));
  const resolve = (expression: string) => Promise.reject(new Error(`the stack asks for ${expression}`));
  return applySteps(steps, { run, resolve, charts: folder });
}

it("installs an app's two releases in order, each in its place, and again only what changed", async () => {
  expect(await deploy()).toEqual([
    { address: "helm_release.base", outcome: "created" },
    { address: "helm_release.app", outcome: "created" },
  ]);
  const installed = JSON.parse(await run("helm", ["list", "--all-namespaces", "--output", "json"])) as {
    readonly name: string;
    readonly namespace: string;
  }[];
  expect(installed.map(({ name, namespace }) => `${namespace}/${name}`).sort()).toEqual([
    "loco-apps/nightly-base",
    "nightly/nightly",
  ]);
  expect((await deploy()).map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged"]);
  writeFileSync(blueprint, readFileSync(blueprint, "utf8").replace("30 3 * * *", "45 3 * * *"));
  expect((await deploy()).at(-1)).toEqual({ address: "helm_release.app", outcome: "changed" });
});

it("does not wait for a volume that is made only when a pod of the app is there", async () => {
  const late = join(dir, "late.yaml");
  writeFileSync(
    late,
    `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: late
  annotations: { storageclass.kubernetes.io/is-default-class: "true" }
provisioner: csi.cloudstack.apache.org
volumeBindingMode: WaitForFirstConsumer
`,
  );
  await cluster.kubectl("apply", "-f", late);
  mkdirSync(join(dir, "blueprints/notes"));
  writeFileSync(
    join(dir, "blueprints/notes/loco.toml"),
    `name = "notes"
image = "ghcr.io/acme/notes:1"
command = ["notes"]
replicas = 0
[volumes.pages]
path = "/pages"
size = "1Gi"
[deploy]
timeout = "90s"
`,
  );
  expect((await deploy("notes")).map(({ outcome }) => outcome)).toEqual(["created", "created"]);
  const phase = ["-n", "notes", "get", "pvc", "pages", "-o", "jsonpath={.status.phase}"];
  expect(await cluster.kubectl(...phase)).toBe("Pending");
});
