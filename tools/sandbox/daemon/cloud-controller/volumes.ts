import type { Meta } from "./kube-objects.ts";

export const DRIVER = "csi.cloudstack.apache.org";

const OFFERING = `${DRIVER}/disk-offering-id`;

const GIBIBYTE = 2 ** 30;

/** The finalizer of a PersistentVolume whose volume goes with it. */
export const PROVISIONED = "external-provisioner.volume.kubernetes.io/finalizer";

/** The finalizer of a VolumeAttachment whose volume is on its machine. */
export const ATTACHED = "external-attacher/csi-cloudstack-apache-org";

export interface Claim {
  readonly metadata: Meta;
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly volumeMode?: string;
    readonly accessModes?: readonly string[];
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

export interface StorageClass {
  readonly metadata: Meta;
  readonly provisioner: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly mountOptions?: readonly string[];
}

export interface PersistentVolume {
  readonly metadata: Meta;
  readonly spec: {
    readonly csi?: { readonly driver: string; readonly volumeHandle: string };
    readonly persistentVolumeReclaimPolicy?: string;
    readonly claimRef?: { readonly namespace: string; readonly name: string };
  };
  readonly status?: { readonly phase?: string };
}

export interface VolumeAttachment {
  readonly metadata: Meta;
  readonly spec: {
    readonly attacher: string;
    readonly nodeName: string;
    readonly source: { readonly persistentVolumeName?: string };
  };
  readonly status?: { readonly attached?: boolean };
}

/** A volume that a claim waits for. */
export interface WantedVolume {
  readonly name: string;
  readonly diskOffering: string | undefined;
  readonly sizeGiB: number;
}

/**
 * The volume that a claim waits for; undefined when it does not, or not yet for us.
 *
 * @see https://github.com/kubernetes-sigs/sig-storage-lib-external-provisioner/blob/v10.0.1/controller/controller.go (shouldProvision)
 */
export function wantedVolume(claim: Claim, storageClass: StorageClass | undefined): WantedVolume | undefined {
  const { metadata, spec } = claim;
  const { annotations = {} } = metadata;
  if (storageClass?.provisioner !== DRIVER || spec.volumeName || metadata.deletionTimestamp !== undefined)
    return undefined;
  // Kubernetes asks by this annotation, after the scheduler has chosen the pod's node where the class waits for one.
  if (annotations["volume.kubernetes.io/storage-provisioner"] !== DRIVER) return undefined;
  const waits = storageClass.volumeBindingMode === "WaitForFirstConsumer";
  if (waits && !annotations["volume.kubernetes.io/selected-node"]) return undefined;
  return {
    name: `pvc-${metadata.uid}`,
    diskOffering: storageClass.parameters?.[OFFERING],
    sizeGiB: Math.max(1, Math.ceil(bytesOf(spec.resources.requests.storage) / GIBIBYTE)),
  };
}

/**
 * The PersistentVolume of a claim's volume. It is bound to no zone, because nodes get the label of theirs from the driver's pods,
 * which do not run here.
 */
export function persistentVolume(
  claim: Claim,
  storageClass: StorageClass,
  { name, sizeGiB }: WantedVolume,
  volumeHandle: string,
) {
  const { reclaimPolicy = "Delete", parameters = {}, mountOptions } = storageClass;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name,
      annotations: { "pv.kubernetes.io/provisioned-by": DRIVER },
      ...(reclaimPolicy === "Delete" ? { finalizers: [PROVISIONED] } : {}),
    },
    spec: {
      capacity: { storage: `${sizeGiB}Gi` },
      accessModes: claim.spec.accessModes,
      volumeMode: claim.spec.volumeMode ?? "Filesystem",
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      ...(mountOptions === undefined ? {} : { mountOptions }),
      csi: { driver: DRIVER, volumeHandle, fsType: "ext4", volumeAttributes: parameters },
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        namespace: claim.metadata.namespace,
        name: claim.metadata.name,
        uid: claim.metadata.uid,
      },
    },
  };
}

/** What has to happen to a PersistentVolume: its volume goes, or the finalizer that stands for that comes or goes. */
export type VolumeStep = "delete" | "guard" | "release" | undefined;

/** @see https://github.com/kubernetes-sigs/sig-storage-lib-external-provisioner/blob/v10.0.1/controller/controller.go (shouldDelete) */
export function volumeStep({ metadata, spec, status }: PersistentVolume): VolumeStep {
  if (metadata.annotations?.["pv.kubernetes.io/provisioned-by"] !== DRIVER) return undefined;
  const guarded = metadata.finalizers?.includes(PROVISIONED) ?? false;
  const goes = spec.persistentVolumeReclaimPolicy === "Delete";
  if (goes && status?.phase === "Released" && (guarded || metadata.deletionTimestamp === undefined))
    return "delete";
  if (metadata.deletionTimestamp !== undefined) return goes || !guarded ? undefined : "release";
  if (goes !== guarded) return goes ? "guard" : "release";
  return undefined;
}

const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  ...Object.fromEntries(["k", "M", "G", "T", "P"].map((unit, i) => [unit, 1000 ** (i + 1)])),
  ...Object.fromEntries(["Ki", "Mi", "Gi", "Ti", "Pi"].map((unit, i) => [unit, 1024 ** (i + 1)])),
};

function bytesOf(quantity: string): number {
  const [, number = "", unit = ""] = /^([0-9.]+(?:[eE]\d+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
  return Number(number) * (FACTORS[unit] ?? Number.NaN);
}
