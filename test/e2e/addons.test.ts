import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { Secret } from "@cdktf/provider-kubernetes/lib/secret/index.js";
import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAddons } from "../../platform/addons/addon-release.ts";
import { addon, addonInput } from "../../platform/addons/sample.ts";
import { terminalReporter } from "../../tools/console/reporter.ts";
import { cacheDir } from "../../tools/sandbox/toolchain/context.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { readSteps } from "../support/synth-releases.ts";
import { type ApplyOptions, applySteps } from "../support/synth-releases-apply.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { clusterTools } from "../support/synth-releases-tools.ts";

const CANARY = "canary-4711";

/** A pod that becomes ready a moment after it was made. */
const STORE = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: store }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: store } }
  template:
    metadata: { labels: { app: store } }
    spec:
      nodeName: node-1
      containers: [{ name: store, image: "store:1" }]
`;

/** Cannot be installed before the store is ready and the Secret is there. */
const WEB = `
{{- $store := lookup "apps/v1" "Deployment" "store" "store" }}
{{- if not $store }}{{ fail "the store is not there" }}{{ end }}
{{- if lt (int (dig "status" "readyReplicas" 0 $store)) (int .Values.wanted) }}{{ fail "the store is not ready" }}{{ end }}
{{- if not (lookup "v1" "Secret" .Release.Namespace "web-login") }}{{ fail "the Secret is not there" }}{{ end }}
apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data: { url: {{ .Values.url | quote }} }
`;

function writeChart(charts: string, name: string, template: string): void {
  mkdirSync(join(charts, name, "templates"), { recursive: true });
  writeFileSync(join(charts, name, "Chart.yaml"), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
  writeFileSync(join(charts, name, "templates", "all.yaml"), template);
}

/** Two addons, of which the one that comes first by name needs the other, and a Secret. */
function synth(url: string, namespace = "web"): string {
  const stack = new TerraformStack(Testing.app({ outdir: tmpdir() }), "platform");
  const password = new TerraformVariable(stack, "web_password", { sensitive: true });
  const store = addon("store", [], { podSecurity: "baseline", values: () => ({ replicas: 2 }) });
  const web = addon("a-web", ["store"], { namespace, values: () => ({ wanted: 2, url }) });
  createAddons(stack, { ...addonInput(), addons: [store, web] }, { fqn: "data.http.api-ready" });
  const login = new Secret(stack, "web-login", {
    metadata: {
      name: "web-login",
      namespace: `\${kubernetes_namespace.namespace-${namespace}.metadata[0].name}`,
    },
    data: { password: password.stringValue },
  });
  const release = stack.node.findChild("a-web") as Release;
  release.dependsOn = [...(release.dependsOn ?? []), login.fqn];
  return Testing.synth(stack);
}

describe("releases of a synthesised stack", () => {
  let cluster: ApiCluster;
  let folder: string;
  let options: ApplyOptions;

  beforeAll(async () => {
    const reporter = terminalReporter(process.stderr);
    const context = { cacheDir: cacheDir(process.env), reporter, env: process.env };
    const { binDir } = await ensureKubernetes(context);
    const { binary: helm } = await ensureHelm(context);
    folder = mkdtempSync(join(tmpdir(), "addons-"));
    const charts = join(folder, "charts");
    writeChart(charts, "store", STORE);
    writeChart(charts, "a-web", WEB);
    cluster = await startApiCluster(binDir);
    const run = clusterTools({
      kubectl: join(binDir, "kubectl"),
      helm,
      kubeconfig: cluster.kubeconfig,
      home: folder,
    });
    const values: Readonly<Record<string, string>> = { "var.web_password": CANARY };
    options = { run, charts, resolve: (expression) => values[expression] ?? fail(expression) };
  });
  afterAll(async () => {
    await cluster?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const everything = () =>
    cluster.kubectl(
      "get",
      "namespaces,secrets,configmaps,deployments",
      "--all-namespaces",
      "--selector=!kubernetes.io/metadata.name",
      "-o",
      "jsonpath={range .items[*]}{.kind}/{.metadata.name}@{.metadata.resourceVersion} {end}",
    );

  it("are installed by real Helm, each when what it needs is ready", async () => {
    const outcomes = await applySteps(readSteps(synth("http://store")), options);
    expect(outcomes).toEqual([
      { address: "kubernetes_namespace.namespace-store", outcome: "created" },
      { address: "helm_release.store", outcome: "created" },
      { address: "kubernetes_namespace.namespace-web", outcome: "created" },
      { address: "kubernetes_secret.web-login", outcome: "created" },
      { address: "helm_release.a-web", outcome: "created" },
    ]);
    const url = await cluster.kubectl("get", "configmap", "web", "-n", "web", "-o", "jsonpath={.data.url}");
    expect(url).toBe("http://store");
    const secret = await cluster.kubectl("get", "secret", "web-login", "-n", "web", "-o", "json");
    const { data, metadata } = JSON.parse(secret);
    expect(Buffer.from(data.password, "base64").toString()).toBe(CANARY);
    expect(JSON.stringify(metadata)).not.toContain(data.password);
  });

  it("are left as they are by a second run", async () => {
    const before = await everything();
    const outcomes = await applySteps(readSteps(synth("http://store")), options);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(5).fill("unchanged"));
    expect(await everything()).toBe(before);
  });

  it("are upgraded alone when their values change", async () => {
    const outcomes = await applySteps(readSteps(synth("http://other")), options);
    expect(outcomes.filter(({ outcome }) => outcome !== "unchanged")).toEqual([
      { address: "helm_release.a-web", outcome: "changed" },
    ]);
    const url = await cluster.kubectl("get", "configmap", "web", "-n", "web", "-o", "jsonpath={.data.url}");
    expect(url).toBe("http://other");
  });

  it("are not installed before what they need: real Helm refuses", async () => {
    const steps = readSteps(synth("http://store", "web-2"));
    const early = steps.filter(({ address }) => address !== "kubernetes_secret.web-login");
    await expect(applySteps(early, options)).rejects.toThrow("the Secret is not there");
  });
});

function fail(expression: string): never {
  throw new Error(`no value for ${expression}`);
}
