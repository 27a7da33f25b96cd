import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { destroyGuard } from "../../platform/addons/destroy-guard/destroy-guard.ts";
import { GUARDED } from "../../platform/addons/destroy-guard/guarded.ts";
import { platformNamespaces } from "../../platform/addons/destroy-guard/own-namespaces.ts";
import { addonInput } from "../../platform/addons/sample.ts";
import { clear } from "../../tools/actions/drain/clear.ts";
import { inUse, type Volume } from "../../tools/actions/drain/in-use.ts";
import { observeObjects } from "../../tools/actions/drain/observe.ts";
import { KubeError } from "../../tools/kubernetes/kube-client.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

const CHART = join(import.meta.dirname, "../../charts/destroy-guard");
const input = addonInput();
const own = platformNamespaces(input.addons);

let cluster: ApiCluster;

/** Applies objects; their order is that of their names in the file. */
async function apply(...objects: readonly object[]): Promise<void> {
  const file = join(dirname(cluster.kubeconfig), "objects.yaml");
  writeFileSync(file, objects.map((object) => stringify(object)).join("---\n"));
  await cluster.kubectl("apply", "--filename", file);
}

/** The API by kubectl, whose credentials here are no certificate. */
const raw = async (...args: string[]): Promise<string> => {
  try {
    return await cluster.kubectl(...args);
  } catch (error) {
    const words = String(error);
    const status = /NotFound/.test(words) ? 404 : /Conflict/.test(words) ? 409 : 500;
    throw new KubeError(status, words);
  }
};
const client = {
  get: async <T>(path: string) => JSON.parse(await raw("get", "--raw", path)) as T,
  find: async <T>(path: string) =>
    client.get<T>(path).catch((error: KubeError) => {
      if (error.status === 404) return undefined;
      throw error;
    }),
  delete: async (path: string) => void (await raw("delete", "--raw", path)),
  patch: async (path: string, change: unknown) =>
    void (await raw(
      "patch",
      ...path.split("/").slice(-2),
      "--type=merge",
      "--patch",
      JSON.stringify(change),
    )),
};
const look = async () => inUse(await observeObjects(client), own);

const guarded = { apiVersion: "v1", kind: "ConfigMap", metadata: { ...GUARDED } };
const deleteGuarded = () =>
  cluster.kubectl("--namespace", GUARDED.namespace, "delete", "configmap", GUARDED.name);
const REFUSED = (words: string) => new RegExp(`the platform is in use: ${words}.*npx loco platform drain`);

const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
const address = (inside: string) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: inside },
  spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
});

/** A claim with its volume, as a volume driver leaves them. */
const volume = (
  name: string,
  inside: string,
  persistentVolumeReclaimPolicy = "Delete",
  driver = "csi.cloudstack.apache.org",
) => {
  const spec = {
    accessModes: ["ReadWriteOnce"],
    storageClassName: "disk",
    volumeName: name,
    resources: { requests: { storage: "1Gi" } },
  };
  return [
    {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name },
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: spec.accessModes,
        storageClassName: "disk",
        persistentVolumeReclaimPolicy,
        claimRef: { namespace: inside, name: "data" },
        csi: { driver, volumeHandle: `id-of-${name}` },
      },
    },
    { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "data", namespace: inside }, spec },
  ];
};

/** Does the volume driver's part, which is to delete volumes that were let go of; returns their ids. */
function playDriver(): { readonly deleted: readonly string[]; stop(): void } {
  const deleted: string[] = [];
  const work = async () => {
    const { items } = await client.get<{ readonly items: readonly Volume[] }>("/api/v1/persistentvolumes");
    for (const { metadata, spec, status } of items) {
      if (status?.phase === "Bound" || spec.persistentVolumeReclaimPolicy !== "Delete") continue;
      deleted.push(spec.csi?.volumeHandle ?? "");
      await client.delete(`/api/v1/persistentvolumes/${metadata.name}`);
    }
  };
  let current = Promise.resolve();
  const timer = setInterval(() => {
    current = current.then(work).catch(() => {});
  }, 500);
  return { deleted, stop: () => clearInterval(timer) };
}

beforeAll(async () => {
  const { binary } = await ensureHelm(toolchain);
  cluster = await startApiCluster((await ensureKubernetes(toolchain)).binDir);
  const values = join(dirname(cluster.kubeconfig), "values.yaml");
  writeFileSync(values, stringify(destroyGuard.values(input)));
  const args = ["--create-namespace", "--namespace", destroyGuard.namespace, "--values", values];
  await execa(binary, ["install", destroyGuard.name, CHART, ...args, "--kubeconfig", cluster.kubeconfig]);
  await apply(namespace(GUARDED.namespace), namespace("loki"));
});
afterAll(() => cluster?.close());

beforeEach(async () => {
  await apply(guarded);
});

describe("a platform that is destroyed, on a real Kubernetes API", () => {
  /** Policies hold a moment after they are made. */
  const refused = (words: string) =>
    expect
      .poll(() => apply(guarded).then(deleteGuarded).catch(String), { timeout: 20_000 })
      .toMatch(REFUSED(words));

  it("is refused for an app's namespace, for an address in default, and for a volume that is nobody's own", async () => {
    await apply(namespace("shop"));
    await refused("namespace shop is not its own");
    await cluster.kubectl("delete", "namespace", "shop");
    await apply(address("default"));
    await refused("Service default/web has a public address");
    await cluster.kubectl("delete", "service", "web");
    const [kept] = volume("kept", "shop");
    await apply(kept as object);
    await refused("there is volume kept of shop/data");
    await cluster.kubectl("delete", "persistentvolume", "kept");
  });

  it("goes through with nothing but what the platform's own addons have", async () => {
    await apply(...volume("metrics", "loki"), address("loki"));
    await expect.poll(() => deleteGuarded().catch(String), { timeout: 20_000 }).toMatch(/deleted/);
  });

  it("goes through once it is drained, of addresses, volumes and apps, and of nothing else", async () => {
    const driver = playDriver();
    await apply(namespace("shop"), address("shop"), address("default"));
    await apply(...volume("shop", "shop", "Retain"), ...volume("mine", "default"));
    await refused("");
    const progress: string[] = [];
    const options = { client, look, keepVolumes: false, timeout: 60_000, pause: 500 };
    await clear({ ...options, progress: (detail) => void progress.push(detail) });
    driver.stop();
    expect(driver.deleted.toSorted()).toEqual(["id-of-mine", "id-of-shop"]);
    expect(progress[0]).toContain("waiting for namespace shop");
    expect(
      await cluster.kubectl("get", "persistentvolumeclaims", "--all-namespaces", "--output", "name"),
    ).toBe("persistentvolumeclaim/data");
    expect(await deleteGuarded()).toMatch(/deleted/);
  });

  it("deletes nothing that is not in CloudStack, whatever its class says", async () => {
    const driver = playDriver();
    await apply(namespace("shop"), ...volume("nas", "shop", "Delete", "nfs.csi.k8s.io"));
    await clear({ client, look, keepVolumes: false, timeout: 60_000, pause: 500, progress: () => {} });
    driver.stop();
    expect(driver.deleted).toEqual([]);
    expect(await deleteGuarded()).toMatch(/deleted/);
  });

  it("sees a namespace that a release in Kubernetes' own made", async () => {
    const annotations = { "meta.helm.sh/release-namespace": "default" };
    await apply({ ...namespace("crm"), metadata: { name: "crm", annotations } });
    await refused("namespace crm is not its own");
    await cluster.kubectl("delete", "namespace", "crm");
    expect(await deleteGuarded()).toMatch(/deleted/);
  });

  it("leaves volumes in CloudStack when they are to be kept", async () => {
    const driver = playDriver();
    await apply(namespace("shop"), ...volume("kept", "shop"));
    await clear({ client, look, keepVolumes: true, timeout: 60_000, pause: 500, progress: () => {} });
    driver.stop();
    expect(driver.deleted).toEqual([]);
    expect(await deleteGuarded()).toMatch(/deleted/);
  });

  it("says what does not go in time, and goes on where it stopped", async () => {
    const metadata = { name: "stuck", namespace: "shop", finalizers: ["example.org/stays"] };
    await apply(namespace("shop"), { apiVersion: "v1", kind: "ConfigMap", metadata });
    const options = { client, look, keepVolumes: false, pause: 500, progress: () => {} };
    await expect(clear({ ...options, timeout: 5_000 })).rejects.toMatchObject({
      code: "DRAIN_INCOMPLETE",
      message: expect.stringMatching(/namespace {2}shop .*example\.org\/stays/),
    });
    await cluster.kubectl(
      "--namespace",
      "shop",
      "patch",
      "configmap",
      "stuck",
      "--type=json",
      "--patch",
      '[{"op":"remove","path":"/metadata/finalizers"}]',
    );
    await clear({ ...options, timeout: 60_000 });
    expect(await deleteGuarded()).toMatch(/deleted/);
  });

  it("lets nothing bring back what is deleted: Argo CD's applications go first", async () => {
    const kinds = { plural: "applications", singular: "application", kind: "Application" };
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    await apply({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "applications.argoproj.io" },
      spec: {
        group: "argoproj.io",
        scope: "Namespaced",
        names: kinds,
        versions: [{ name: "v1alpha1", served: true, storage: true, schema }],
      },
    });
    await cluster.kubectl("wait", "--for=condition=Established", "crd/applications.argoproj.io");
    await apply(namespace("shop"), {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "shop", namespace: "loki", finalizers: ["example.org/prunes"] },
    });
    // An application takes its claims along, so what becomes of volumes is settled before it goes.
    await apply(...volume("of-shop", "shop"));
    const options = { client, look, keepVolumes: true, pause: 500, progress: () => {} };
    await expect(clear({ ...options, timeout: 3_000 })).rejects.toThrow(
      /application {2}loki\/applications\/shop/,
    );
    const shop = await cluster.kubectl("get", "namespace", "shop", "--output", "jsonpath={.status.phase}");
    expect(shop).toBe("Active");
    const policy = "jsonpath={.spec.persistentVolumeReclaimPolicy}";
    expect(await cluster.kubectl("get", "persistentvolume", "of-shop", "--output", policy)).toBe("Retain");
    await cluster.kubectl(
      "--namespace",
      "loki",
      "patch",
      "application",
      "shop",
      "--type=json",
      "--patch",
      '[{"op":"remove","path":"/metadata/finalizers"}]',
    );
    await clear({ ...options, timeout: 60_000 });
    expect(await deleteGuarded()).toMatch(/deleted/);
  });

  it("keeps snapshots as it keeps volumes", async () => {
    const names = {
      plural: "volumesnapshotcontents",
      singular: "volumesnapshotcontent",
      kind: "VolumeSnapshotContent",
    };
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    await apply({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: {
        name: "volumesnapshotcontents.snapshot.storage.k8s.io",
        annotations: { "api-approved.kubernetes.io": "unapproved, for a test" },
      },
      spec: {
        group: "snapshot.storage.k8s.io",
        scope: "Cluster",
        names,
        versions: [{ name: "v1", served: true, storage: true, schema }],
      },
    });
    await cluster.kubectl(
      "wait",
      "--for=condition=Established",
      "crd/volumesnapshotcontents.snapshot.storage.k8s.io",
    );
    const content = (name: string, namespace: string) => ({
      apiVersion: "snapshot.storage.k8s.io/v1",
      kind: "VolumeSnapshotContent",
      metadata: { name, finalizers: ["example.org/driver"] },
      spec: { deletionPolicy: "Delete", volumeSnapshotRef: { namespace, name: "before" } },
    });
    await apply(content("mine", "shop"), content("own", "loki"));
    await expect(
      clear({ client, look, keepVolumes: true, timeout: 3_000, pause: 500, progress: () => {} }),
    ).rejects.toThrow(/snapshot {2}shop\/before/);
    const policies = await cluster.kubectl(
      "get",
      "volumesnapshotcontents",
      "--output=jsonpath={range .items[*]}{.metadata.name} {.spec.deletionPolicy} {.metadata.deletionTimestamp}{'\\n'}{end}",
    );
    expect(policies).toMatch(/^mine Retain \d.*\nown Delete $/m);
  });
});
