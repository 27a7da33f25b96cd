/** A step of relabeling, as vmagent takes it. https://docs.victoriametrics.com/victoriametrics/relabeling/ */
export interface Relabeling {
  readonly action?: "drop" | "keep" | "labeldrop" | "replace";
  /** VictoriaMetrics' own: series that the step is for; of several, any. */
  readonly if?: readonly string[];
  readonly source_labels?: readonly string[];
  /** Of several, any. */
  readonly regex?: string | readonly string[];
  readonly replacement?: string;
  readonly target_label?: string;
}

/**
 * What vmagent reads, how, and what it keeps of it. Its name is the label `job`.
 *
 * @see https://docs.victoriametrics.com/victoriametrics/sd_configs/#scrape_configs
 */
export interface ScrapeJob {
  readonly job_name: string;
  readonly kubernetes_sd_configs: readonly {
    readonly role: "node" | "pod";
    readonly namespaces?: { readonly names: readonly string[] };
    readonly selectors?: readonly { readonly role: "node" | "pod"; readonly label: string }[];
  }[];
  readonly relabel_configs: readonly Relabeling[];
  readonly metric_relabel_configs?: readonly Relabeling[];
  readonly [setting: string]: unknown;
}

/** Keeps targets whose label matches. */
export const keepTargets = (label: string, regex: string): Relabeling => ({
  action: "keep",
  source_labels: [label],
  regex,
});

/** Gives a label of a target to its series. */
export const labelled = (target_label: string, label: string): Relabeling => ({
  source_labels: [label],
  target_label,
});

/** Keeps metrics with these names, each a regular expression. */
export const keepMetrics = (names: readonly string[]): Relabeling => ({
  action: "keep",
  source_labels: ["__name__"],
  regex: names,
});
