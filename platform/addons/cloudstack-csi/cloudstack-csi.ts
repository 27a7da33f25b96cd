import type { Addon } from "../addon.ts";
import { CLOUDSTACK_SECRET, cloudstackSecret } from "../cloudstack-ccm/cloud-config.ts";
import { FIRST } from "../order.ts";
import { cloudstackCsiFacts } from "./cloudstack-csi.facts.ts";
import { storageClasses } from "./storage-classes.ts";

const NAME = "cloudstack-csi";

/**
 * Makes CloudStack volumes of claims and attaches them to the machines whose pods use them. Its pods on the nodes mount disks,
 * for which they have to be privileged.
 */
export const cloudstackCsi: Addon = {
  name: NAME,
  purpose: "volumes of apps",
  profile: "lite",
  namespace: NAME,
  podSecurity: "privileged",
  chart: { folder: NAME },
  looksAfter: ["persistentvolumes"],
  // A volume is detached and deleted in CloudStack only after its claim and namespace are gone.
  lingers: 60,
  needs: [],
  // Its VolumeSnapshotClass is of a kind that comes with that.
  after: [...FIRST, "snapshot-controller"],
  reachesCloudStack: true,
  timeout: 300,
  secrets: (config, facts) => [cloudstackSecret(config, facts?.projectId, config.addons[NAME])],
  facts: cloudstackCsiFacts,
  values({ config, facts: { secretRevision } }) {
    const { volumes_per_node, snapshots } = config.addons[NAME];
    const classes = storageClasses(config);
    return {
      secretName: CLOUDSTACK_SECRET,
      ...(secretRevision === undefined ? {} : { secretRevision }),
      ...(config.control_plane_count > 1 ? { controller: { replicas: 2 } } : {}),
      // The chart's number is the most that the driver accepts.
      ...(volumes_per_node === 256 ? {} : { node: { volumes: volumes_per_node } }),
      ...(classes.length === 0 ? {} : { storageClasses: classes }),
      ...(snapshots ? { snapshots: true } : {}),
    };
  },
};
