import type { CloudstackClient } from "../../../cloudstack/client.ts";
import { type List, withFinalizer, withoutFinalizer } from "./kube-objects.ts";
import type { Controller } from "./start.ts";
import { ATTACHED, DRIVER, type PersistentVolume, type VolumeAttachment } from "./volumes.ts";

const ATTACHMENTS = "/apis/storage.k8s.io/v1/volumeattachments";

/**
 * The CSI driver's attacher: attaches volumes to the machines of the nodes that Kubernetes names, and detaches them. The driver's
 * part on the nodes is not played, since no pod reads a volume.
 *
 * @see https://github.com/cloudstack/cloudstack-csi-driver/blob/v3.0.0/pkg/driver/controller.go (ControllerPublishVolume)
 */
export function volumeAttacher({ call, run }: CloudstackClient): Controller {
  async function attach(id: string, virtualmachineid: string, project: object): Promise<string> {
    const { volume = [] } = await call("listVolumes", { id, ...project });
    const [found] = volume;
    if (found?.virtualmachineid === virtualmachineid) return String(found.deviceid);
    return String((await run("attachVolume", { id, virtualmachineid })).volume.deviceid);
  }

  async function detach(id: string, virtualmachineid: string, project: object): Promise<void> {
    const { volume = [] } = await call("listVolumes", { id, ...project });
    if (volume[0]?.virtualmachineid === virtualmachineid) await run("detachVolume", { id });
  }

  return {
    name: "volume attacher",
    round: async ({ kube, machines, projectId }) => {
      const project = projectId === undefined ? {} : { projectid: projectId };
      const { items } = await kube.get<List<VolumeAttachment>>(ATTACHMENTS);
      for (const { metadata, spec, status } of items.filter((one) => one.spec.attacher === DRIVER)) {
        const path = `${ATTACHMENTS}/${metadata.name}`;
        const source = `/api/v1/persistentvolumes/${spec.source.persistentVolumeName}`;
        const id = (await kube.find<PersistentVolume>(source))?.spec.csi?.volumeHandle;
        const machine = machines.find(({ name }) => name === spec.nodeName);
        if (metadata.deletionTimestamp !== undefined) {
          if (!metadata.finalizers?.includes(ATTACHED)) continue;
          if (id !== undefined && machine !== undefined) await detach(id, machine.id, project);
          await kube.patch(path, { metadata: { finalizers: withoutFinalizer(metadata, ATTACHED) } });
        } else if (status?.attached !== true && id !== undefined && machine !== undefined) {
          await kube.patch(path, { metadata: { finalizers: withFinalizer(metadata, ATTACHED) } });
          const attachmentMetadata = { deviceID: await attach(id, machine.id, project) };
          await kube.patch(`${path}/status`, { status: { attached: true, attachmentMetadata } });
        }
      }
    },
  };
}
