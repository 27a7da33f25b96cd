import { expect, it } from "vitest";
import { memoryKube } from "../../../../test/support/memory-kube.ts";
import { testCloud } from "../../../../test/support/test-cloud.ts";
import { volumeAttacher } from "./volume-attacher.ts";
import { volumeProvisioner } from "./volume-provisioner.ts";
import { DRIVER } from "./volumes.ts";

const CLAIMS = "/api/v1/namespaces/shop/persistentvolumeclaims";
const VOLUMES = "/api/v1/persistentvolumes";
const STORAGE = "/apis/storage.k8s.io/v1";

async function cluster(offering?: string) {
  const cloud = await testCloud();
  const { diskoffering } = await cloud.call("listDiskOfferings");
  await cloud.machine(await cloud.network(), "apps-1");
  const kube = memoryKube();
  kube.add(`${STORAGE}/storageclasses`, {
    metadata: { name: "cloudstack" },
    provisioner: DRIVER,
    parameters: { [`${DRIVER}/disk-offering-id`]: offering ?? diskoffering[0].id },
  });
  kube.add(CLAIMS, {
    metadata: {
      name: "data",
      namespace: "shop",
      uid: "u-1",
      annotations: { "volume.kubernetes.io/storage-provisioner": DRIVER },
    },
    spec: { storageClassName: "cloudstack", resources: { requests: { storage: "2Gi" } } },
  });
  const controllers = [volumeAttacher(cloud), volumeProvisioner(cloud)];
  return {
    ...cloud,
    kube,
    disks: () =>
      cloud.cloud
        .overview()
        .volumes.filter(({ type }) => type === "DATADISK")
        .map(({ name, sizeGiB, machine }) => `${name} ${sizeGiB} ${machine}`),
    /** What Kubernetes does when the claim goes. */
    release: () => kube.patch(`${VOLUMES}/pvc-u-1`, { status: { phase: "Released" } }),
    round: async () => {
      for (const { round } of controllers) {
        await round({ kube, machines: cloud.cloud.machines(), projectId: undefined });
      }
    },
  };
}

it("makes a claim's volume once, and deletes it with the claim", async () => {
  const { round, disks, release, kube } = await cluster();
  await round();
  await round();
  expect(disks()).toEqual(["pvc-u-1 2 null"]);
  expect(kube.events()).toEqual(["ProvisioningSucceeded: Successfully provisioned volume pvc-u-1"]);
  kube.objects.delete(`${CLAIMS}/data`);
  await release();
  await round();
  expect(disks()).toEqual([]);
  expect(kube.objects.has(`${VOLUMES}/pvc-u-1`)).toBe(false);
});

it("is content with a volume that somebody deleted already", async () => {
  const { round, release, kube, call } = await cluster();
  await round();
  kube.objects.delete(`${CLAIMS}/data`);
  const { volume } = await call("listVolumes", { name: "pvc-u-1" });
  await call("deleteVolume", { id: volume[0].id });
  await release();
  await round();
  expect(kube.objects.has(`${VOLUMES}/pvc-u-1`)).toBe(false);
});

it("attaches a volume to its pod's machine, and deletes none that is attached", async () => {
  const { round, disks, release, kube } = await cluster();
  await round();
  const attachment = `${STORAGE}/volumeattachments/csi-1`;
  const source = { persistentVolumeName: "pvc-u-1" };
  const spec = { attacher: DRIVER, nodeName: "apps-1", source };
  kube.add(`${STORAGE}/volumeattachments`, { metadata: { name: "csi-1" }, spec });
  await round();
  expect(kube.objects.get(attachment)).toMatchObject({ status: { attached: true } });
  expect(disks()).toEqual(["pvc-u-1 2 apps-1"]);
  kube.objects.delete(`${CLAIMS}/data`);
  await release();
  await round();
  expect(kube.events()).toContain(
    "VolumeFailedDelete: persistentvolume pvc-u-1 is still attached to node apps-1",
  );
  await kube.delete(attachment);
  await round();
  expect(kube.objects.has(attachment)).toBe(false);
  expect(disks()).toEqual(["pvc-u-1 2 null"]);
});

it("says why there is no volume", async () => {
  const { round, disks, kube } = await cluster("11111111-2222-3333-4444-555555555555");
  await round();
  expect(disks()).toEqual([]);
  expect(kube.events().join()).toMatch(
    /ProvisioningFailed: failed to provision volume with StorageClass "cloudstack": .*11111111/,
  );
});
