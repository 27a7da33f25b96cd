import { CallError, type CloudstackClient } from "../../../cloudstack/client.ts";
import { backoff } from "./backoff.ts";
import type { Cluster } from "./cluster.ts";
import { eventWriter, type Subject } from "./kube-events.ts";
import { type List, type Meta, withFinalizer, withoutFinalizer } from "./kube-objects.ts";
import type { Controller } from "./start.ts";
import {
  type Claim,
  DRIVER,
  type PersistentVolume,
  PROVISIONED,
  persistentVolume,
  type StorageClass,
  type VolumeAttachment,
  volumeStep,
  type WantedVolume,
  wantedVolume,
} from "./volumes.ts";

const CORE = "/api/v1";
const STORAGE = "/apis/storage.k8s.io/v1";

/** What the driver takes for "it is gone already": CloudStack's InvalidParameterValueException. */
const GONE = 4350;

/**
 * The CSI driver's provisioner: makes volumes for the claims of its classes, and deletes them with their claims, by the calls that
 * the driver v3.0.0 was seen to make.
 *
 * @see https://github.com/cloudstack/cloudstack-csi-driver/blob/v3.0.0/pkg/driver/controller.go
 */
export function volumeProvisioner({ call, run }: CloudstackClient): Controller {
  const { isDue, failed, forget } = backoff();
  const tell = eventWriter(`${DRIVER}_sandbox`);

  /** Does work for an object unless it failed lately; a failure becomes the object's event. */
  async function attempt(
    kube: Cluster["kube"],
    subject: Subject,
    [reason, words]: readonly [string, string],
    work: () => Promise<void>,
  ): Promise<void> {
    const { uid } = subject.metadata;
    if (!isDue(uid)) return;
    try {
      await work();
      forget(uid);
    } catch (error) {
      failed(uid);
      const why = error instanceof Error ? error.message : String(error);
      await tell(kube, subject, "Warning", reason, `${words}${why}`);
    }
  }

  async function createVolume(
    { name, diskOffering, sizeGiB }: WantedVolume,
    project: object,
  ): Promise<string> {
    if (diskOffering === undefined) throw new Error(`Missing parameter ${DRIVER}/disk-offering-id`);
    const { volume = [] } = await call("listVolumes", { name });
    if (volume.length > 0) return volume[0].id;
    const { zone = [] } = await call("listZones", { available: true });
    const args = { diskofferingid: diskOffering, zoneid: zone[0]?.id, name, size: sizeGiB, ...project };
    return (await run("createVolume", args)).volume.id;
  }

  async function deleteVolume(id: string): Promise<void> {
    try {
      await call("deleteVolume", { id });
    } catch (error) {
      if (!(error instanceof CallError) || error.csCode !== GONE) throw error;
    }
  }

  async function provision(
    kube: Cluster["kube"],
    claim: Claim,
    storageClass: StorageClass,
    wanted: WantedVolume,
    project: object,
  ): Promise<void> {
    const subject = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: claim.metadata };
    const words = `failed to provision volume with StorageClass "${storageClass.metadata.name}": `;
    await attempt(kube, subject, ["ProvisioningFailed", words], async () => {
      const id = await createVolume(wanted, project);
      await kube.create(`${CORE}/persistentvolumes`, persistentVolume(claim, storageClass, wanted, id));
      const message = `Successfully provisioned volume ${wanted.name}`;
      await tell(kube, subject, "Normal", "ProvisioningSucceeded", message);
    });
  }

  async function remove(
    kube: Cluster["kube"],
    { metadata, spec }: PersistentVolume,
    attachments: readonly VolumeAttachment[],
  ): Promise<void> {
    const path = pathOf(metadata);
    const subject = { apiVersion: "v1", kind: "PersistentVolume", metadata };
    await attempt(kube, subject, ["VolumeFailedDelete", ""], async () => {
      const user = attachments.find(({ spec: { source } }) => source.persistentVolumeName === metadata.name);
      // The driver takes CloudStack's refusal to delete an attached volume for "it is gone already": both have the same code.
      if (user !== undefined) {
        throw new Error(`persistentvolume ${metadata.name} is still attached to node ${user.spec.nodeName}`);
      }
      await deleteVolume(spec.csi?.volumeHandle ?? "");
      if (metadata.deletionTimestamp === undefined) await kube.delete(path);
      // Kubernetes takes its own finalizer meanwhile, which must not come back.
      const left = await kube.find<PersistentVolume>(path);
      if (left === undefined) return;
      await kube.patch(path, { metadata: { finalizers: withoutFinalizer(left.metadata, PROVISIONED) } });
    });
  }

  return {
    name: "volume provisioner",
    round: async ({ kube, projectId }) => {
      const all = async <T>(path: string) => (await kube.get<List<T>>(path)).items;
      const volumes = await all<PersistentVolume>(`${CORE}/persistentvolumes`);
      for (const volume of volumes) {
        const { metadata } = volume;
        const step = volumeStep(volume);
        if (step === "delete") {
          await remove(kube, volume, await all<VolumeAttachment>(`${STORAGE}/volumeattachments`));
        } else if (step !== undefined) {
          const finalizers = (step === "guard" ? withFinalizer : withoutFinalizer)(metadata, PROVISIONED);
          await kube.patch(pathOf(metadata), { metadata: { finalizers } });
        }
      }
      const classes = await all<StorageClass>(`${STORAGE}/storageclasses`);
      if (!classes.some(({ provisioner }) => provisioner === DRIVER)) return;
      const project = projectId === undefined ? {} : { projectid: projectId };
      for (const claim of await all<Claim>(`${CORE}/persistentvolumeclaims`)) {
        const storageClass = classes.find(({ metadata }) => metadata.name === claim.spec.storageClassName);
        const wanted = wantedVolume(claim, storageClass);
        const isMade = volumes.some(({ metadata }) => metadata.name === wanted?.name);
        if (storageClass === undefined || wanted === undefined || isMade) continue;
        await provision(kube, claim, storageClass, wanted, project);
      }
    },
  };
}

const pathOf = ({ name }: Meta) => `${CORE}/persistentvolumes/${name}`;
