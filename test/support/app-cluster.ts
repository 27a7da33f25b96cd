import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { App as CdktfApp } from "cdktf";
import { execa } from "execa";
import type { App } from "../../platform/apps/app.ts";
import type { PlatformFacts } from "../../platform/apps/source.ts";
import { readOwnChart } from "../../platform/charts/own-chart.ts";
import { chartPacker } from "../../platform/charts/package-chart.ts";
import { NOWHERE } from "../../platform/config/read-documents.ts";
import { AppStack } from "../../platform/stacks/app-stack.ts";
import { writeStackFiles } from "../../platform/stacks/write-stack-files.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { readSteps, type Step } from "./synth-releases.ts";
import { applySteps, type Outcome, type RunTool } from "./synth-releases-apply.ts";
import { type ApiCluster, startApiCluster } from "./synth-releases-cluster.ts";
import { toolchain } from "./toolchain.ts";
import { upstreamDefinitions } from "./upstream-definitions.ts";

/** A Kubernetes API with three nodes of pool `apps`, volumes for the pods on them, and every kind that apps' releases have. */
export interface AppCluster extends ApiCluster {
  /** Absolute paths. */
  readonly helmPath: string;
  readonly kubectlPath: string;
  /** Runs Helm as administrator; resolves with what it prints. */
  helm(...args: string[]): Promise<string>;
  /** Installs an app by what its stack says, as Terraform would. */
  deploy(app: App, facts: PlatformFacts): Promise<Outcome[]>;
  /** Creates or changes an object, given as JSON or YAML. */
  apply(objects: string, ...flags: string[]): Promise<string>;
  /** Everything that kubectl and Helm have printed, warnings included. */
  printed(): string;
}

/** Names of its nodes. */
export const NODES = ["a", "b", "c"] as const;

const CLASS = "cloudstack";
const RABBITMQ = join(import.meta.dirname, "../../charts/rabbitmq-operator");

/** Starts it. What cannot be had of an operator is said, and its objects are taken without a look at them. */
export async function startAppCluster(): Promise<AppCluster> {
  const { binDir } = await ensureKubernetes(toolchain);
  const { binary: helmPath } = await ensureHelm(toolchain);
  const definitions = await upstreamDefinitions(toolchain);
  const api = await startApiCluster(binDir, { nodes: NODES, scheduler: true });
  const home = mkdtempSync(join(tmpdir(), "app-cluster-"));
  const programs = { kubectl: join(binDir, "kubectl"), helm: helmPath };
  const env = { KUBECONFIG: api.kubeconfig, HOME: home, HELM_CACHE_HOME: join(home, "cache") };
  const lines: string[] = [];
  const run: RunTool = async (tool, args, input = "") => {
    const result = await execa(programs[tool], args, { env, input, reject: false });
    lines.push(result.stdout, result.stderr);
    if (result.failed) throw new Error(`${tool} ${args.join(" ")}: ${result.stderr}`);
    return result.stdout;
  };
  const cluster: AppCluster = {
    kubeconfig: api.kubeconfig,
    helmPath,
    kubectlPath: programs.kubectl,
    kubectl: (...args) => run("kubectl", args),
    helm: (...args) => run("helm", args),
    deploy: async (app, facts) =>
      applySteps(stepsOf(app, facts, mkdtempSync(join(home, "stack-"))), {
        run,
        resolve: (expression) => {
          throw new Error(`${expression} is known to nobody`);
        },
      }),
    apply: (objects, ...flags) => run("kubectl", ["apply", "--server-side", ...flags, "-f", "-"], objects),
    printed: () => lines.join("\n"),
    close: async () => {
      await api.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  try {
    await prepare(cluster, definitions);
  } catch (error) {
    await cluster.close();
    throw error;
  }
  return cluster;
}

async function prepare(cluster: AppCluster, definitions: readonly string[]): Promise<void> {
  const rabbitmq = await cluster.helm("template", RABBITMQ, "--show-only", "templates/definition.yaml");
  await cluster.apply(rabbitmq);
  await cluster.apply(JSON.stringify(DRAGONFLY));
  process.stdout.write("left out by name: the definition of Dragonfly; its objects are taken unchecked\n");
  await cluster.kubectl("apply", "--server-side", ...definitions.flatMap((file) => ["-f", file]));
  await cluster.kubectl("label", "nodes", "--all", "loco.dev/pool=apps");
  await cluster.apply(JSON.stringify(storage()));
  const established = ["--for=condition=established", "--timeout=60s", "crd", "--all"];
  await cluster.kubectl("wait", ...established);
}

/** The steps of an app's stack, with charts where `outdir` has them. */
function stepsOf(app: App, facts: PlatformFacts, outdir: string): Step[] {
  const scope = new CdktfApp({ outdir });
  const stack = new AppStack(scope, {
    app,
    places: { file: "loco.toml", ...NOWHERE },
    facts,
    platform: { name: facts.name, state: { backend: "local" }, providers: {}, environment: undefined },
    packers: { app: chartPacker(readOwnChart("app")), "app-base": chartPacker(readOwnChart("app-base")) },
  });
  scope.synth();
  writeStackFiles(outdir, [{ stack: stack.node.id, files: stack.files }]);
  const folder = join(outdir, "stacks", stack.node.id);
  return readSteps(readFileSync(join(folder, "cdk.tf.json"), "utf8")).map((step) => {
    if (step.kind !== "release" || isAbsolute(step.release.chart)) return step;
    return { ...step, release: { ...step.release, chart: join(folder, step.release.chart) } };
  });
}

const DRAGONFLY = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "dragonflies.dragonflydb.io" },
  spec: {
    group: "dragonflydb.io",
    scope: "Namespaced",
    names: { kind: "Dragonfly", plural: "dragonflies", singular: "dragonfly" },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

/** The class that a platform has, and volumes of it: as there, one is bound once a pod that uses it has a node. */
const storage = () => ({
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: CLASS,
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "kubernetes.io/no-provisioner",
      volumeBindingMode: "WaitForFirstConsumer",
    },
    ...["1", "2", "3", "4"].map((name) => ({
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name },
      spec: {
        accessModes: ["ReadWriteOnce"],
        capacity: { storage: "50Gi" },
        storageClassName: CLASS,
        hostPath: { path: `/${name}` },
      },
    })),
  ],
});
