/**
 * What kube-state-metrics tells of the objects of an addon's kinds.
 *
 * @see https://github.com/kubernetes/kube-state-metrics/blob/v2.19.1/docs/metrics/extend/customresourcestate-metrics.md
 */
export interface CustomStates {
  /** The addon that brings the kinds. */
  readonly addon: string;
  readonly group: string;
  /** What the metrics' names begin with. */
  readonly prefix: string;
  /** Resources that it may read. */
  readonly resources: readonly string[];
  /** One entry for each kind. */
  readonly states: readonly object[];
}

type Path = readonly string[];

/** An entry of a kind, with labels that all of its metrics have. */
export const kindOf =
  (group: string, prefix: string) =>
  (kind: string, labels: Readonly<Record<string, Path>>, ...metrics: readonly object[]) => ({
    groupVersionKind: { group, version: "v1", kind },
    metricNamePrefix: prefix,
    labelsFromPath: { namespace: ["metadata", "namespace"], ...labels },
    // Else every change of an object that has no such value yet is logged as an error.
    errorLogV: 10,
    metrics,
  });

/** A number or a time at a path, with labels from beside it. */
export function gauge(path: Path, valueFrom: Path, labelsFromPath: Readonly<Record<string, Path>> = {}) {
  return { type: "Gauge", gauge: { path, valueFrom, labelsFromPath } };
}
