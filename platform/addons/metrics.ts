/** Pods whose metrics vmagent reads, found by their labels. */
export interface ScrapeTarget {
  /** Label `job` of the series; no two targets have the same. */
  readonly job: string;
  /** Labels that all of the pods carry, and no others in the addon's namespace. */
  readonly pods: Readonly<Record<string, string>>;
  /** Name of the container port that serves them. */
  readonly port: string;
  /** Default: `/metrics`. */
  readonly path?: string;
  /** The series' own labels `namespace`, `pod` and the like stay, because they tell of other objects than the pod itself. */
  readonly honorLabels?: boolean;
  /** Names of the metrics that are kept, each a regular expression. Default: all. */
  readonly keep?: readonly string[];
}

/** How much every program written in Go says it takes, and since when it runs. */
export const PROCESS_METRICS = "process_(cpu_seconds_total|resident_memory_bytes|start_time_seconds)";
