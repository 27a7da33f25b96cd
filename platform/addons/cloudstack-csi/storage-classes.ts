import type { PlatformConfig } from "../../config/platform-config.gen.ts";

/** A StorageClass, as `charts/cloudstack-csi` takes it. */
export interface StorageClass {
  readonly name: string;
  /** Id; the driver hands it to the API as it is, which takes no name. */
  readonly diskOffering: string;
  readonly reclaimPolicy: "Delete" | "Retain";
  readonly expandable: boolean;
  readonly default: boolean;
}

/** The StorageClasses of a platform: those of `classes`, or one of `disk_offering`; the first is the default. */
export function storageClasses({ addons, cloudstack }: PlatformConfig): readonly StorageClass[] {
  const { classes, disk_offering } = addons["cloudstack-csi"];
  const short =
    disk_offering === undefined
      ? []
      : [{ name: "cloudstack", disk_offering, reclaim_policy: "Delete" as const }];
  return [...short, ...classes].map(({ name, disk_offering, reclaim_policy }, i) => ({
    name,
    diskOffering: disk_offering,
    reclaimPolicy: reclaim_policy,
    // Driver 3.0.0 looks for the volume outside the project and tries for ever; where no class allows it, the claim's edit is
    // refused at once. https://github.com/apache/cloudstack/issues/13634
    expandable: cloudstack.project === undefined,
    default: i === 0,
  }));
}
