import { CLOUDSTACK_SECRET } from "../cloudstack-ccm/cloud-config.ts";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { storageClasses } from "./storage-classes.ts";

const OFFERING = "csi.cloudstack.apache.org/disk-offering-id";

const podOf = (manifests: readonly Manifest[], kind: string) =>
  ofKind(manifests, kind)[0]?.spec.template.spec;

/** What the render of the CSI driver's chart must show. */
export const cloudstackCsiFacts: readonly Fact[] = [
  {
    fact: "each class makes volumes of its disk offering where the pod is, and the first is the default",
    broken: (manifests, { config }) =>
      differs(
        ofKind(manifests, "StorageClass").map(
          ({ metadata, parameters, reclaimPolicy, allowVolumeExpansion, volumeBindingMode }) => [
            metadata.name,
            parameters[OFFERING],
            reclaimPolicy,
            allowVolumeExpansion,
            metadata.annotations["storageclass.kubernetes.io/is-default-class"],
            volumeBindingMode,
          ],
        ),
        storageClasses(config).map((wanted) => [
          wanted.name,
          wanted.diskOffering,
          wanted.reclaimPolicy,
          wanted.expandable,
          String(wanted.default),
          "WaitForFirstConsumer",
        ]),
      ),
  },
  {
    fact: "its pods on nodes bear every taint, and share mounts with the kubelet",
    broken(manifests) {
      const pod = podOf(manifests, "DaemonSet");
      const driver = pod?.containers.find(({ name }: { readonly name: string }) => name === "driver");
      const mounts = driver?.volumeMounts.filter(
        ({ mountPropagation }: { readonly mountPropagation?: string }) =>
          mountPropagation === "Bidirectional",
      );
      return differs(
        [pod?.tolerations, mounts?.map(({ mountPath }: { readonly mountPath: string }) => mountPath)],
        [[{ operator: "Exists" }], ["/var/lib/kubelet"]],
      );
    },
  },
  {
    fact: "no volume is mounted in place of another: on machines with other disks than virtio no pod of its starts",
    broken: (manifests) =>
      differs(
        ["Deployment", "DaemonSet"].map((kind) => podOf(manifests, kind)?.initContainers?.[0]?.name),
        ["require-virtio", "require-virtio"],
      ),
  },
  {
    fact: "nodes have no account of the Kubernetes API, only CloudStack's Secret",
    broken(manifests) {
      const pod = podOf(manifests, "DaemonSet");
      const secrets = pod?.volumes.flatMap(
        ({ secret }: { readonly secret?: { readonly secretName: string } }) => secret?.secretName ?? [],
      );
      return differs(
        [pod?.automountServiceAccountToken, pod?.serviceAccountName, secrets],
        [false, undefined, [CLOUDSTACK_SECRET]],
      );
    },
  },
];
