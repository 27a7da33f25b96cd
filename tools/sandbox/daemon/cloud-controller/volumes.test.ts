import { describe, expect, it } from "vitest";
import {
  type Claim,
  DRIVER,
  type PersistentVolume,
  persistentVolume,
  type StorageClass,
  volumeStep,
  wantedVolume,
} from "./volumes.ts";

const ASKED = { "volume.kubernetes.io/storage-provisioner": DRIVER };
const CHOSEN = { ...ASKED, "volume.kubernetes.io/selected-node": "apps-1" };
const GUARD = "external-provisioner.volume.kubernetes.io/finalizer";

const claim = (annotations: Readonly<Record<string, string>>, storage = "3Gi", volumeName = ""): Claim => ({
  metadata: { name: "data", namespace: "shop", uid: "u-1", annotations },
  spec: { accessModes: ["ReadWriteOnce"], volumeName, resources: { requests: { storage } } },
});

const storageClass = (changes: Partial<StorageClass> = {}): StorageClass => ({
  metadata: { name: "cloudstack", uid: "c" },
  provisioner: DRIVER,
  parameters: { [`${DRIVER}/disk-offering-id`]: "custom" },
  ...changes,
});

describe("a claim", () => {
  it("gets a volume of whole GiB, one at least, named after it", () => {
    const size = (storage: string) => wantedVolume(claim(ASKED, storage), storageClass())?.sizeGiB;
    expect(["3Gi", "1Mi", "1500Mi", "5G", "2147483648"].map(size)).toEqual([3, 1, 2, 5, 2]);
    expect(wantedVolume(claim(ASKED), storageClass())).toEqual({
      name: "pvc-u-1",
      diskOffering: "custom",
      sizeGiB: 3,
    });
  });

  it("waits for its pod's node where its class does", () => {
    const waiting = storageClass({ volumeBindingMode: "WaitForFirstConsumer" });
    expect(wantedVolume(claim(ASKED), waiting)).toBeUndefined();
    expect(wantedVolume(claim(CHOSEN), waiting)).toBeDefined();
  });

  it("gets none that has one, that nobody asks for yet, or that is another driver's", () => {
    expect(wantedVolume(claim(ASKED, "3Gi", "pv"), storageClass())).toBeUndefined();
    expect(wantedVolume(claim({}), storageClass())).toBeUndefined();
    expect(wantedVolume(claim(ASKED), storageClass({ provisioner: "other" }))).toBeUndefined();
    expect(wantedVolume(claim(ASKED), undefined)).toBeUndefined();
  });
});

it("a PersistentVolume that is deleted with its volume says so by its finalizer", () => {
  const wanted = { name: "pvc-u-1", diskOffering: "custom", sizeGiB: 3 };
  const made = (reclaimPolicy: string) =>
    persistentVolume(claim(ASKED), storageClass({ reclaimPolicy }), wanted, "volume-1");
  expect(made("Delete")).toMatchObject({
    metadata: { name: "pvc-u-1", finalizers: [GUARD] },
    spec: {
      capacity: { storage: "3Gi" },
      csi: { driver: DRIVER, volumeHandle: "volume-1" },
      claimRef: { namespace: "shop", name: "data", uid: "u-1" },
    },
  });
  expect(made("Retain").metadata).not.toHaveProperty("finalizers");
});

describe("a PersistentVolume", () => {
  const volume = (
    policy: string,
    phase: string,
    finalizers: readonly string[],
    changes: Partial<PersistentVolume["metadata"]> = {},
  ): PersistentVolume => ({
    metadata: {
      name: "pvc-u-1",
      uid: "v",
      annotations: { "pv.kubernetes.io/provisioned-by": DRIVER },
      finalizers,
      ...changes,
    },
    spec: { persistentVolumeReclaimPolicy: policy },
    status: { phase },
  });
  const going = { deletionTimestamp: "2026-01-01T00:00:00Z" };

  it("is deleted with its claim, and stays where its class retains it", () => {
    expect(volumeStep(volume("Delete", "Bound", [GUARD]))).toBeUndefined();
    expect(volumeStep(volume("Delete", "Released", [GUARD]))).toBe("delete");
    expect(volumeStep(volume("Delete", "Released", [GUARD], going))).toBe("delete");
    expect(volumeStep(volume("Delete", "Bound", [GUARD], going))).toBeUndefined();
    expect(volumeStep(volume("Retain", "Released", []))).toBeUndefined();
  });

  it("changes its finalizer with its policy", () => {
    expect(volumeStep(volume("Retain", "Bound", [GUARD]))).toBe("release");
    expect(volumeStep(volume("Retain", "Released", [GUARD], going))).toBe("release");
    expect(volumeStep(volume("Delete", "Bound", []))).toBe("guard");
  });

  it("of somebody else is left alone", () => {
    expect(volumeStep(volume("Delete", "Released", [], { annotations: {} }))).toBeUndefined();
  });
});
