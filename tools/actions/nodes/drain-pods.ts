/** A pod as the API shows it, as far as draining looks at it. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly controller?: boolean;
    }[];
    /** Set once it has been asked to end. */
    readonly deletionTimestamp?: string;
  };
  readonly spec?: { readonly volumes?: readonly { readonly name: string; readonly emptyDir?: unknown }[] };
  readonly status?: { readonly phase?: string };
}

/** Set by a kubelet on what it runs from files of its own: such a pod ends with its node. */
const MIRROR = "kubernetes.io/config.mirror";

/**
 * The pods that must leave a node: all but those that belong to the node itself (DaemonSets', mirrors) and those that
 * have finished.
 *
 * @see https://github.com/kubernetes/kubectl/blob/master/pkg/drain/filters.go
 */
export function podsToDrain(pods: readonly Pod[]): readonly Pod[] {
  return pods.filter(({ metadata, status }) => {
    if (metadata.annotations?.[MIRROR] !== undefined) return false;
    if (status?.phase === "Succeeded" || status?.phase === "Failed") return false;
    return controllerOf(metadata) !== "DaemonSet";
  });
}

/** What a drain destroys for good: `kubectl drain` refuses these unless it is told to go on. */
export interface Losses {
  /** Nobody makes them again. */
  readonly unowned: readonly Pod[];
  /** What they keep in an emptyDir on the node is lost; they are made again elsewhere. */
  readonly emptyDir: readonly Pod[];
}

/** What would be lost of pods that leave. Those that are ending already were decided on before. */
export function lossesOf(pods: readonly Pod[]): Losses {
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const unowned = staying.filter(({ metadata }) => controllerOf(metadata) === undefined);
  return {
    unowned,
    emptyDir: staying.filter(
      (pod) => !unowned.includes(pod) && pod.spec?.volumes?.some(({ emptyDir }) => emptyDir !== undefined),
    ),
  };
}

/** The losses as lines for a person; none when nothing is lost. */
export function describeLosses({ unowned, emptyDir }: Losses): readonly string[] {
  return [
    ...(unowned.length === 0 ? [] : [`nobody makes these pods again: ${podNames(unowned)}`]),
    ...(emptyDir.length === 0 ? [] : [`what these pods keep in an emptyDir is lost: ${podNames(emptyDir)}`]),
  ];
}

/** `shop/web-0, shop/web-1`, shortened when there are many. */
export function podNames(pods: readonly Pod[], most = 8): string {
  const names = pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();
  const shown = names.slice(0, most).join(", ");
  return names.length <= most ? shown : `${shown} and ${names.length - most} more`;
}

const controllerOf = ({ ownerReferences }: Pod["metadata"]): string | undefined =>
  ownerReferences?.find(({ controller }) => controller === true)?.kind;
