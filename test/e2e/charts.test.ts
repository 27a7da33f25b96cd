import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadApp } from "../../platform/apps/load-app.ts";
import { readApp } from "../../platform/apps/read-app.ts";
import { SAMPLE_PLATFORM } from "../../platform/apps/testing/sample-app.ts";
import { appReleases } from "../../platform/apps/values/releases.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

const CHARTS = join(import.meta.dirname, "../../charts");
const CASES = join(import.meta.dirname, "../golden/charts");
const KUBE_VERSION = "1.36.0";

let helm = "";

beforeAll(async () => {
  helm = (await ensureHelm(toolchain)).binary;
});

const run = async (...args: string[]) => (await execa(helm, args)).stdout;

const casesOf = (chart: string) =>
  readdirSync(join(CASES, chart)).filter((file) => file.endsWith(".values.yaml"));

/** Their values are made of a loco.toml: test/golden/apps has what they render. */
const OF_APPS = ["app", "app-base"];

describe("a chart of apps", () => {
  const file = join(CASES, "../apps/full/loco.toml");
  const { app } = readApp(loadApp(file, "loco.toml"), { reserved: [], platform: SAMPLE_PLATFORM });
  const releases = app === undefined ? [] : appReleases(app, SAMPLE_PLATFORM);

  it("is one of two", () => {
    expect(releases.map(({ chart }) => chart).sort()).toEqual(OF_APPS);
  });

  it.each(releases)("$chart passes Helm's lint", async ({ chart, values }) => {
    const args = ["--strict", "--quiet", "--kube-version", KUBE_VERSION, "--values", "-"];
    const { stdout } = await execa(helm, ["lint", join(CHARTS, chart), ...args], {
      input: JSON.stringify(values),
    });
    expect(stdout).toBe("");
  });

  it.each(releases)("$chart refuses a value that it does not know", async ({ chart, values }) => {
    const input = JSON.stringify({ ...values, unknwon: 1 });
    const rendering = execa(helm, ["template", "shop", join(CHARTS, chart), "--values", "-"], { input });
    await expect(rendering).rejects.toThrow(/unknwon/);
  });
});

const ours = readdirSync(CHARTS).filter((chart) => !OF_APPS.includes(chart));

describe.each(ours)("our chart %s", (chart) => {
  const cases = casesOf(chart);

  it.each(cases)("passes Helm's lint with %s", async (file) => {
    const args = [
      "--strict",
      "--quiet",
      "--kube-version",
      KUBE_VERSION,
      "--values",
      join(CASES, chart, file),
    ];
    expect(await run("lint", join(CHARTS, chart), ...args)).toBe("");
  });

  it.each(cases)("renders %s as it is written down, every time", async (file) => {
    const args = ["--namespace", chart, "--kube-version", KUBE_VERSION, "--values", join(CASES, chart, file)];
    const render = () => run("template", chart, join(CHARTS, chart), ...args);
    const text = await render();
    const expected = join(CASES, chart, file.replace(".values.yaml", ".expected.yaml"));
    await expect(`${text}\n`).toMatchFileSnapshot(expected);
    expect(await render()).toBe(text);
  });

  it("refuses a value that it does not know", async () => {
    await expect(run("template", chart, join(CHARTS, chart), "--set", "unknwon=1")).rejects.toThrow(
      /unknwon/,
    );
  });
});

/** Kinds that other charts bring, as plural, kind, group, scope and version. */
const FOREIGN_KINDS = [
  ["applicationsets", "ApplicationSet", "argoproj.io", "Namespaced", "v1alpha1"],
  ["appprojects", "AppProject", "argoproj.io", "Namespaced", "v1alpha1"],
  ["clusterissuers", "ClusterIssuer", "cert-manager.io", "Cluster", "v1"],
  ["issuers", "Issuer", "cert-manager.io", "Namespaced", "v1"],
  ["certificates", "Certificate", "cert-manager.io", "Namespaced", "v1"],
  ["volumesnapshotclasses", "VolumeSnapshotClass", "snapshot.storage.k8s.io", "Cluster", "v1"],
  ["ciliumclusterwidenetworkpolicies", "CiliumClusterwideNetworkPolicy", "cilium.io", "Cluster", "v2"],
  ["validatingpolicies", "ValidatingPolicy", "policies.kyverno.io", "Cluster", "v1"],
] as const;

function definition([plural, kind, group, scope, name]: (typeof FOREIGN_KINDS)[number]): object {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      // The API's groups under k8s.io ask for it.
      annotations: { "api-approved.kubernetes.io": "unapproved, for a test" },
    },
    spec: {
      group,
      scope,
      names: { plural, kind },
      versions: [{ name, served: true, storage: true, schema }],
    },
  };
}

describe("our charts on a real Kubernetes API", () => {
  let cluster: ApiCluster;

  beforeAll(async () => {
    cluster = await startApiCluster((await ensureKubernetes(toolchain)).binDir);
    const folder = dirname(cluster.kubeconfig);
    for (const kind of FOREIGN_KINDS) {
      writeFileSync(join(folder, "definition.json"), JSON.stringify(definition(kind)));
      await cluster.kubectl("apply", "--filename", join(folder, "definition.json"));
    }
    await cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
  });
  afterAll(() => cluster?.close());

  const onCluster = (...args: string[]) => run(...args, "--kubeconfig", cluster.kubeconfig);

  // The upgrade controller's comes first: it has the definition that k3s-upgrade is made of.
  const charts = [...ours].sort((a, b) => Number(a === "k3s-upgrade") - Number(b === "k3s-upgrade"));

  it.each(charts)("%s is installed, upgraded and rolled back", async (chart) => {
    const place = ["--namespace", chart, "--create-namespace"];
    const manifest = () => onCluster("get", "manifest", chart, "--namespace", chart);
    const [first = "", ...more] = casesOf(chart);
    await onCluster("install", chart, join(CHARTS, chart), ...place, "--values", join(CASES, chart, first));
    const before = await manifest();
    for (const file of more) {
      await onCluster("upgrade", chart, join(CHARTS, chart), ...place, "--values", join(CASES, chart, file));
    }
    await onCluster("rollback", chart, "1", "--namespace", chart);
    expect(await manifest()).toBe(before);
    // Whatever Helm believes, the API has it.
    await cluster.kubectl("get", "--namespace", chart, "--filename", writeManifest(cluster, before));
  });

  it("definitions survive the release that brought them, and the next one takes them over", async () => {
    const kind = "widgets.example.com";
    await onCluster("uninstall", "crds", "--namespace", "crds");
    expect(await cluster.kubectl("get", "crd", kind, "--output=name")).toContain(kind);
    const place = ["--namespace", "crds", "--values", join(CASES, "crds", "two-documents.values.yaml")];
    await onCluster("install", "crds", join(CHARTS, "crds"), ...place);
    expect(await onCluster("status", "crds", "--namespace", "crds")).toContain("STATUS: deployed");
  });
});

function writeManifest(cluster: ApiCluster, text: string): string {
  const path = join(dirname(cluster.kubeconfig), "manifest.yaml");
  writeFileSync(path, text);
  return path;
}
