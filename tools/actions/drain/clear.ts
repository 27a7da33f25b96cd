import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type KubeClient, KubeError } from "../../kubernetes/kube-client.ts";
import { describeObjects, shortly } from "./format.ts";
import { isInCloudStack, isNothing, type Objects, type Volume } from "./in-use.ts";
import { SNAPSHOTS } from "./observe.ts";

/** How a platform is drained. */
export interface Clearing {
  readonly client: Pick<KubeClient, "patch" | "delete">;
  /** Looks again at what is in use. */
  readonly look: () => Promise<Objects>;
  /** Whether volumes stay in CloudStack, for somebody who knows them by their ids. */
  readonly keepVolumes: boolean;
  /** Milliseconds for everything to go. */
  readonly timeout: number;
  /** Milliseconds between two looks. */
  readonly pause?: number;
  readonly progress: (detail: string) => void;
}

/**
 * Deletes what is in use, and waits until it is gone: volumes are deleted by the volume driver and addresses are given
 * back by the cloud controller, which a destroy takes away. What was begun by an earlier run is gone on with.
 *
 * @throws LocoError DRAIN_INCOMPLETE, API_UNREACHABLE, API_REFUSED
 */
export async function clear(clearing: Clearing): Promise<void> {
  const { look, timeout, pause = 2_000, progress } = clearing;
  const deadline = Date.now() + timeout;
  for (;;) {
    const left = await look();
    if (isNothing(left)) return;
    if (Date.now() > deadline) throw incomplete(left);
    progress(shortly(left));
    // First of all: what an application is made of goes with it, claims of volumes included.
    await settle(clearing, left);
    // Asked for in every round: somebody may have made something meanwhile, and an operator does not know that all ends.
    if (left.applications.length > 0) await deleteAll(clearing, left.applications);
    else await deleteObjects(clearing, left);
    await sleep(pause);
  }
}

async function deleteObjects(
  clearing: Clearing,
  { namespaces, services, volumes, snapshots }: Objects,
): Promise<void> {
  const claims = volumes.flatMap(({ spec }) =>
    spec.claimRef?.namespace === "default" ? [spec.claimRef] : [],
  );
  await deleteAll(clearing, [
    ...services.map(({ metadata }) => `/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}`),
    ...claims.map(({ name }) => `/api/v1/namespaces/default/persistentvolumeclaims/${name}`),
    ...namespaces.map(({ metadata }) => `/api/v1/namespaces/${metadata.name}`),
    ...volumes
      .filter((volume) => isForUs(volume, clearing.keepVolumes))
      .map(({ metadata }) => `${VOLUMES}/${metadata.name}`),
    // Those whose namespace is still there go with it, or are let go of by it.
    ...snapshots
      .filter(
        ({ spec }) => !namespaces.some(({ metadata }) => metadata.name === spec.volumeSnapshotRef.namespace),
      )
      .map(({ metadata }) => `${SNAPSHOTS}/${metadata.name}`),
  ]);
}

/** Says what becomes of what is on volumes and snapshots, before anything that holds them is deleted. */
async function settle({ client, keepVolumes }: Clearing, { volumes, snapshots }: Objects): Promise<void> {
  for (const volume of volumes) {
    // What is elsewhere is not the platform's to delete.
    const persistentVolumeReclaimPolicy = keepVolumes || !isInCloudStack(volume) ? "Retain" : "Delete";
    if (volume.spec.persistentVolumeReclaimPolicy === persistentVolumeReclaimPolicy) continue;
    await client.patch(`${VOLUMES}/${volume.metadata.name}`, { spec: { persistentVolumeReclaimPolicy } });
  }
  const deletionPolicy = keepVolumes ? "Retain" : "Delete";
  for (const { metadata, spec } of snapshots) {
    if (spec.deletionPolicy === deletionPolicy) continue;
    await client.patch(`${SNAPSHOTS}/${metadata.name}`, { spec: { deletionPolicy } });
  }
}

/** Whether nobody else deletes the object: CloudStack's driver does for a volume that was let go of, unless it is to be kept. */
const isForUs = (volume: Volume, keep: boolean): boolean => {
  const phase = volume.status?.phase;
  return phase === "Available" || (phase !== "Bound" && (keep || !isInCloudStack(volume)));
};

async function deleteAll({ client }: Clearing, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await client.delete(path);
    } catch (error) {
      // Gone, or a namespace that is ending already.
      if (!(error instanceof KubeError && (error.status === 404 || error.status === 409))) throw error;
    }
  }
}

const VOLUMES = "/api/v1/persistentvolumes";

function incomplete(left: Objects): LocoError {
  return new LocoError(
    "DRAIN_INCOMPLETE",
    ["not everything went in time:", describeObjects(left)].join("\n"),
    {
      hint: "npx loco addons doctor says whether what deletes volumes and addresses is well; a volume of default waits for the pods that use it, whose makers are yours to delete. The same command goes on from here",
    },
  );
}
