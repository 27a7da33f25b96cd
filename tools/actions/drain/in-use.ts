import { KUBERNETES_NAMESPACES } from "../../../platform/addons/destroy-guard/own-namespaces.ts";

/** Of any object of Kubernetes, as far as draining looks at it. */
interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Namespace {
  readonly metadata: Metadata;
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message: string;
    }[];
  };
}

export interface Service {
  readonly metadata: Metadata;
  readonly spec: { readonly type?: string };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } };
}

export interface Volume {
  readonly metadata: Metadata;
  readonly spec: {
    readonly capacity?: { readonly storage?: string };
    readonly claimRef?: { readonly namespace: string; readonly name: string };
    readonly persistentVolumeReclaimPolicy?: string;
    /** `volumeHandle` is CloudStack's id of it where the driver is CloudStack's. */
    readonly csi?: { readonly driver: string; readonly volumeHandle: string };
  };
  readonly status?: { readonly phase?: string };
}

/** A snapshot of a volume, as snapshot.storage.k8s.io has it apart from its VolumeSnapshot. */
export interface Snapshot {
  readonly metadata: Metadata;
  readonly spec: {
    readonly deletionPolicy?: string;
    readonly volumeSnapshotRef: { readonly namespace?: string; readonly name?: string };
  };
  readonly status?: { readonly snapshotHandle?: string };
}

/** What a cluster holds that may be somebody's. */
export interface Objects {
  readonly namespaces: readonly Namespace[];
  readonly services: readonly Service[];
  readonly volumes: readonly Volume[];
  readonly snapshots: readonly Snapshot[];
  /** Argo CD's ApplicationSets and Applications, as API paths: while they are there, they bring back what is deleted. */
  readonly applications: readonly string[];
}

/** Annotation that Helm sets on what a release made: the namespace that the release is in. */
export const RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";

/**
 * What is left of `objects` without what is the platform's own: the same as charts/destroy-guard refuses for, but that
 * it also names Services in namespaces that go as a whole, for a person to see whose addresses go.
 *
 * @param platform namespaces of the platform, and in which its releases are
 */
export function inUse(
  { namespaces, services, volumes, snapshots, applications }: Objects,
  platform: readonly string[],
): Objects {
  const own = [...KUBERNETES_NAMESPACES, ...platform];
  const isOwn = ({ name, annotations }: Metadata) =>
    own.includes(name) || platform.includes(annotations?.[RELEASE_NAMESPACE] ?? "");
  const foreign = namespaces.filter(({ metadata }) => !isOwn(metadata));
  const isInUse = (namespace: string | undefined) =>
    namespace === "default" || foreign.some(({ metadata }) => metadata.name === namespace);
  return {
    namespaces: foreign,
    services: services.filter(
      ({ metadata, spec }) => spec.type === "LoadBalancer" && isInUse(metadata.namespace),
    ),
    volumes: volumes.filter(({ spec }) => isOthers(spec.claimRef?.namespace, own)),
    snapshots: snapshots.filter(({ spec }) => isOthers(spec.volumeSnapshotRef.namespace, own)),
    applications,
  };
}

const isOthers = (namespace: string | undefined, own: readonly string[]): boolean =>
  namespace === undefined || namespace === "default" || !own.includes(namespace);

const CLOUDSTACK = "csi.cloudstack.apache.org";

/** Whether what is on a volume is in CloudStack, and goes with it. */
export const isInCloudStack = ({ spec }: Volume): boolean => spec.csi?.driver === CLOUDSTACK;

/** Whether nothing is in use. */
export const isNothing = (objects: Objects): boolean =>
  Object.values(objects).every((list: readonly unknown[]) => list.length === 0);
