/**
 * Something that a person has to do something about. Its page `docs/runbooks/<name in kebab case>.md` says what.
 *
 * When the metrics themselves are missing nothing of it fires: vmalert gets an alert MetricsMissing for each `job` that an alert
 * depends on.
 */
export interface Alert {
  /** In CamelCase; no two alerts have the same. */
  readonly alert: string;
  /** PromQL, and nothing that only MetricsQL has: promtool tests it. */
  readonly expr: string;
  /** How long it holds before it fires, as Prometheus writes durations. */
  readonly for: string;
  /** critical: now, whatever the hour. warning: within the working day. */
  readonly severity: "critical" | "warning";
  /** One line with the names that matter, a Go template over `$labels` and `$value`. */
  readonly summary: string;
  /** Jobs whose series it is made of. */
  readonly jobs: readonly string[];
}
