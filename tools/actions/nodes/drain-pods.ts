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
  readonly spec?: {
    readonly volumes?: readonly { readonly name: string; readonly emptyDir?: unknown }[];
    readonly tolerations?: readonly Toleration[];
  };
  readonly status?: { readonly phase?: string };
}

interface Toleration {
  /** Absent: every key. */
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  /** Absent: every effect. */
  readonly effect?: string;
}

/** A taint of a Node. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
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

/**
 * Those of the pods that have been there since the start. One that tolerates a closed node is made on it again as often as
 * it is evicted; whoever waited for it would wait for ever.
 *
 * @see https://github.com/kubernetes/kubectl/blob/master/pkg/drain/drain.go
 */
export function podsSince(start: readonly Pod[], pods: readonly Pod[]): readonly Pod[] {
  const known = new Set(start.map(({ metadata }) => metadata.uid));
  return pods.filter(({ metadata }) => known.has(metadata.uid));
}

/** The pods that Kubernetes leaves on a node with this taint, for some time or for ever. */
export function podsTolerating(pods: readonly Pod[], taint: Taint): readonly Pod[] {
  return pods.filter(({ metadata, spec }) => {
    if (metadata.deletionTimestamp !== undefined) return false;
    return spec?.tolerations?.some(({ key, operator, value, effect }) => {
      if (effect && effect !== taint.effect) return false;
      if (operator === "Exists") return !key || key === taint.key;
      return key === taint.key && (value ?? "") === (taint.value ?? "");
    });
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

/** Something that is lost, as a person is asked about it. */
export interface Loss {
  readonly line: string;
  /** What it is that is lost, each by something that names it: an agreement holds for these. */
  readonly of: readonly string[];
}

/** The losses in words for a person; none when nothing is lost. */
export function describeLosses({ unowned, emptyDir }: Losses): readonly Loss[] {
  const loss = (words: string, pods: readonly Pod[]): readonly Loss[] =>
    pods.length === 0
      ? []
      : [{ line: `${words}: ${podNames(pods)}`, of: pods.map(({ metadata }) => metadata.uid) }];
  return [
    ...loss("nobody makes these pods again", unowned),
    ...loss("what these pods keep in an emptyDir is lost", emptyDir),
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
