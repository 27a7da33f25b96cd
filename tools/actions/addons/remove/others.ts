/** An object of a definition that an addon brings. */
export interface CustomObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly unknown[];
  };
}

/** Set by Helm on what a release made. */
const RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";

/** Argo CD's, which are apps although they are in its own namespace and made of its ApplicationSets. */
const APPLICATION = "Application";

/**
 * Whether an object is somebody's, and not what the platform made itself or what follows from another one.
 *
 * @param own namespaces of the platform and of Kubernetes
 */
export function isOthers(kind: string, { metadata }: CustomObject, own: readonly string[]): boolean {
  const { namespace, annotations, ownerReferences = [] } = metadata;
  if (own.includes(annotations?.[RELEASE_NAMESPACE] ?? "")) return false;
  if (kind === APPLICATION) return true;
  // Anybody may use this one of Kubernetes' own.
  const isOwn = namespace !== undefined && namespace !== "default" && own.includes(namespace);
  return !isOwn && ownerReferences.length === 0;
}
