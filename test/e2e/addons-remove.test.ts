import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { platformNamespaces } from "../../platform/addons/destroy-guard/own-namespaces.ts";
import { createRemovalGuard } from "../../platform/addons/removal-guard.ts";
import { addonInput } from "../../platform/addons/sample.ts";
import { observeLookedAfter } from "../../tools/actions/addons/remove/observe-objects.ts";
import { forget } from "../../tools/actions/addons/remove/remove.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { ensureTerraform } from "../../tools/sandbox/toolchain/terraform.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

let cluster: ApiCluster;

beforeAll(async () => {
  cluster = await startApiCluster((await ensureKubernetes(toolchain)).binDir);
});
afterAll(() => cluster?.close());

async function apply(...objects: readonly object[]): Promise<void> {
  const file = join(dirname(cluster.kubeconfig), "objects.yaml");
  writeFileSync(file, objects.map((object) => stringify(object)).join("---\n"));
  await cluster.kubectl("apply", "--filename", file);
}

const raw = async <T>(path: string) => JSON.parse(await cluster.kubectl("get", "--raw", path)) as T;
const client = {
  get: raw,
  find: <T>(path: string) => raw<T>(path).catch(() => undefined),
  patch: async (_path: string, change: unknown) => {
    const args = ["--namespace", "loco-system", "patch", "configmap", "platform"];
    await cluster.kubectl(...args, "--type=merge", "--patch", JSON.stringify(change));
  },
};

/** Makes a kind known to the API. */
async function define(group: string, kind: string, scope = "Namespaced", version = "v1"): Promise<void> {
  const singular = kind.toLowerCase();
  const plural = singular.replace(/y?$/, (end) => (end === "y" ? "ies" : "s"));
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  const name = `${plural}.${group}`;
  await apply({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    spec: {
      group,
      scope,
      names: { plural, singular, kind },
      versions: [{ name: version, served: true, storage: true, schema, subresources: { status: {} } }],
    },
  });
  await cluster.kubectl("wait", "--for=condition=Established", `crd/${name}`);
}

const object = (apiVersion: string, kind: string, name: string, namespace?: string) => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});
const BACKEND = { service: { name: "web", port: { number: 80 } } };
const namespace = (name: string) => object("v1", "Namespace", name);

describe("what an addon looks after, on a real Kubernetes API", () => {
  const own = platformNamespaces(addonInput().addons);
  const of = (...looksAfter: string[]) => observeLookedAfter(client, { looksAfter }, own);

  it("is nothing while its definitions are not there, or have no objects", async () => {
    expect(await of("postgresql.cnpg.io")).toEqual([]);
    await define("postgresql.cnpg.io", "Cluster");
    expect(await of("postgresql.cnpg.io")).toEqual([]);
  });

  it("is every object of its groups that is not the platform's own", async () => {
    await define("kibana.k8s.elastic.co", "Kibana");
    await define("cert-manager.io", "ClusterIssuer", "Cluster");
    await apply(
      namespace("shop"),
      namespace("loki"),
      object("postgresql.cnpg.io/v1", "Cluster", "db", "shop"),
      object("postgresql.cnpg.io/v1", "Cluster", "metrics", "loki"),
      object("kibana.k8s.elastic.co/v1", "Kibana", "logs", "shop"),
      object("cert-manager.io/v1", "ClusterIssuer", "mine"),
    );
    expect(await of("postgresql.cnpg.io")).toEqual(["Cluster shop/db"]);
    expect(await of("*.k8s.elastic.co")).toEqual(["Kibana shop/logs"]);
    expect(await of("cert-manager.io")).toEqual(["ClusterIssuer mine"]);
  });

  it("is objects of kinds that the group's newest version does not serve, and that nobody it looks after owns", async () => {
    await define("kyverno.io", "ClusterPolicy", "Cluster");
    await define("kyverno.io", "CleanupPolicy", "Namespaced", "v2");
    await apply(object("kyverno.io/v1", "ClusterPolicy", "mine"));
    expect(await of("kyverno.io")).toEqual(["ClusterPolicy mine"]);
    await define("cert-manager.io", "Certificate");
    const ingress = {
      ...object("networking.k8s.io/v1", "Ingress", "web", "shop"),
      spec: { defaultBackend: BACKEND },
    };
    await apply(ingress);
    const uid = await cluster.kubectl(
      "get",
      "ingress",
      "web",
      "--namespace=shop",
      "--output=jsonpath={.metadata.uid}",
    );
    const owner = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", name: "web", uid };
    const certificate = object("cert-manager.io/v1", "Certificate", "web", "shop");
    await apply({ ...certificate, metadata: { ...certificate.metadata, ownerReferences: [owner] } });
    expect(await of("certificates.cert-manager.io")).toEqual(["Certificate shop/web"]);
    expect(await of("ingresses.networking.k8s.io")).toEqual(["Ingress shop/web"]);
  });

  it("is volumes for the volume driver, and addresses for the cloud controller", async () => {
    await apply({
      ...object("v1", "PersistentVolume", "pvc-1"),
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        csi: { driver: "csi.cloudstack.apache.org", volumeHandle: "1" },
      },
    });
    const ports = [{ port: 80 }];
    await apply(
      { ...object("v1", "Service", "web", "shop"), spec: { type: "LoadBalancer", ports } },
      { ...object("v1", "Service", "inside", "shop"), spec: { ports } },
      { ...object("v1", "Service", "gateway", "loki"), spec: { type: "LoadBalancer", ports } },
    );
    expect(await of("persistentvolumes")).toEqual(["PersistentVolume pvc-1"]);
    // The platform's own would be left by the addon as well.
    expect(await of("services")).toEqual(["Service loki/gateway", "Service shop/web"]);
  });

  it("is forgotten in what the platform publishes of itself, and nothing else is", async () => {
    await forget(client, "keda");
    const data = { "platform.json": JSON.stringify({ format: 1, name: "acme", addons: ["k8up", "keda"] }) };
    await apply(namespace("loco-system"), { ...object("v1", "ConfigMap", "platform", "loco-system"), data });
    await forget(client, "keda");
    const map = await raw<{ data: typeof data }>("/api/v1/namespaces/loco-system/configmaps/platform");
    expect(JSON.parse(map.data["platform.json"])).toEqual({ format: 1, name: "acme", addons: ["k8up"] });
  });
});

describe("a plan that removes addons, with real Terraform", () => {
  const access = { endpoint: "https://api.example", caCertificate: "", clientCertificate: "", clientKey: "" };
  let folder: string;
  let terraform: string;

  // The conditions of the stack, over an answer that is given: the provider that asks for it cannot be had everywhere.
  beforeAll(async () => {
    const stack = new TerraformStack(Testing.app({ outdir: tmpdir() }), "test");
    createRemovalGuard(stack, addonInput("", "[addons.keda]\nenabled = false\n").config, access);
    const { resource, locals } = JSON.parse(Testing.synth(stack)) as Record<string, object>;
    const text = JSON.stringify({ variable: { answer: { type: "string" } }, locals, resource });
    folder = mkdtempSync(join(tmpdir(), "removal-guard-"));
    writeFileSync(
      join(folder, "main.tf.json"),
      text.replaceAll("data.http.addons-before.response_body", "var.answer"),
    );
    terraform = (await ensureTerraform(toolchain)).binary;
    await execa(terraform, ["init", "-input=false"], { cwd: folder });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const plan = (answer: string) =>
    execa(terraform, ["plan", "-input=false", "-no-color", "-var", `answer=${answer}`], {
      cwd: folder,
      reject: false,
    });
  const published = (...addons: string[]) =>
    JSON.stringify({ kind: "ConfigMap", data: { "platform.json": JSON.stringify({ addons }) } });

  it("is refused for one that looks after others' objects, with the command that looks", async () => {
    const { exitCode, stderr } = await plan(published("k8up", "keda"));
    expect(exitCode).toBe(1);
    expect(stderr.replace(/[\s│]+/g, " ")).toContain(
      "Addon keda would be removed, and what it looks after may be in use. Nothing was changed. Turn it on again, or run this instead; it looks, and lets the next deploy remove it: npx loco addons remove keda",
    );
    // What was read is not what a person wants to read.
    expect(stderr).not.toContain("ConfigMap");
  });

  it("goes through for others, and where nothing is published or it cannot be read", async () => {
    for (const answer of [published("k8up"), published(), '{"kind":"Status","code":404}', "forbidden"]) {
      expect(await plan(answer)).toMatchObject({ exitCode: 0 });
    }
  });
});
