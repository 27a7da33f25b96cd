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
    /** `volumeHandle` is CloudStack's id of it. */
    readonly csi?: { readonly volumeHandle: string };
  };
  readonly status?: { readonly phase?: string };
}

/** What a cluster holds that may be somebody's. */
export interface Objects {
  readonly namespaces: readonly Namespace[];
  readonly services: readonly Service[];
  readonly volumes: readonly Volume[];
  /** Argo CD's ApplicationSets and Applications, as API paths: while they are there, they bring back what is deleted. */
  readonly applications: readonly string[];
}

/** Set by Helm on what a release owns. */
const RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";

/**
 * What is left of `objects` without what is the platform's own: the same as charts/destroy-guard refuses for, but that
 * it also names Services in namespaces that go as a whole, for a person to see whose addresses go.
 *
 * @param own namespaces of the platform and of Kubernetes
 */
export function inUse(
  { namespaces, services, volumes, applications }: Objects,
  own: readonly string[],
): Objects {
  const isOwn = ({ name, annotations }: Metadata) =>
    own.includes(name) || own.includes(annotations?.[RELEASE_NAMESPACE] ?? "");
  const foreign = namespaces.filter(({ metadata }) => !isOwn(metadata));
  const isInUse = (namespace: string | undefined) =>
    namespace === "default" || foreign.some(({ metadata }) => metadata.name === namespace);
  return {
    namespaces: foreign,
    services: services.filter(
      ({ metadata, spec }) => spec.type === "LoadBalancer" && isInUse(metadata.namespace),
    ),
    volumes: volumes.filter(({ spec }) => {
      const namespace = spec.claimRef?.namespace;
      return namespace === undefined || namespace === "default" || !own.includes(namespace);
    }),
    applications,
  };
}

/** Whether nothing is in use. */
export const isNothing = (objects: Objects): boolean =>
  Object.values(objects).every((list: readonly unknown[]) => list.length === 0);
