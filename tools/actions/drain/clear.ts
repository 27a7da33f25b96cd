import { setTimeout as sleep } from "node:timers/promises";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { type KubeClient, KubeError } from "../../kubernetes/kube-client.ts";
import { describeObjects, shortly } from "./format.ts";
import { isNothing, type Objects, type Volume } from "./in-use.ts";

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
    // Asked for in every round: somebody may have made something meanwhile, and an operator does not know that all ends.
    if (left.applications.length > 0) await deleteAll(clearing, left.applications);
    else await deleteObjects(clearing, left);
    await sleep(pause);
  }
}

async function deleteObjects(clearing: Clearing, { namespaces, services, volumes }: Objects): Promise<void> {
  const { client, keepVolumes } = clearing;
  const policy = keepVolumes ? "Retain" : "Delete";
  for (const { metadata, spec } of volumes) {
    if (spec.persistentVolumeReclaimPolicy === policy) continue;
    await client.patch(pathOf(metadata.name), { spec: { persistentVolumeReclaimPolicy: policy } });
  }
  const claims = volumes.flatMap(({ spec }) =>
    spec.claimRef?.namespace === "default" ? [spec.claimRef] : [],
  );
  await deleteAll(clearing, [
    ...services.map(({ metadata }) => `/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}`),
    ...claims.map(({ name }) => `/api/v1/namespaces/default/persistentvolumeclaims/${name}`),
    ...namespaces.map(({ metadata }) => `/api/v1/namespaces/${metadata.name}`),
    ...volumes.filter((volume) => isForUs(volume, keepVolumes)).map(({ metadata }) => pathOf(metadata.name)),
  ]);
}

/**
 * Whether nobody else deletes the object: its driver does for a volume that was let go of, unless it is to be kept, or there is
 * no driver.
 */
const isForUs = ({ spec, status }: Volume, keep: boolean): boolean =>
  status?.phase === "Available" || (status?.phase !== "Bound" && (keep || spec.csi === undefined));

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

const pathOf = (volume: string) => `/api/v1/persistentvolumes/${volume}`;

function incomplete(left: Objects): LocoError {
  return new LocoError(
    "DRAIN_INCOMPLETE",
    ["not everything went in time:", describeObjects(left)].join("\n"),
    {
      hint: "npx loco addons doctor says whether what deletes volumes and addresses is well; the same command goes on from here",
    },
  );
}
