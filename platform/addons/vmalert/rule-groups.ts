import type { Addon } from "../addon.ts";
import type { Alert } from "../alert.ts";

/** A group of rules as Prometheus, promtool and vmalert read it. */
interface RuleGroup {
  readonly name: string;
  /** 0: its rules may give any number of alerts, unlike those of app teams. */
  readonly limit: 0;
  readonly rules: readonly AlertingRule[];
}

interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

/**
 * What vmalert evaluates: a group for each addon with alerts, and one that watches the watching itself.
 *
 * @param runbooks where the alerts' pages are, a URL or a path
 */
export function ruleGroups(addons: readonly Addon[], runbooks = "docs/runbooks/"): RuleGroup[] {
  const runbook = (name: string) => runbookAt(runbooks, name);
  const alerts = addons.flatMap((addon) => addon.alerts ?? []);
  const jobs = [...new Set(alerts.flatMap((alert) => alert.jobs))].sort();
  return [
    ...addons
      .filter((addon) => addon.alerts !== undefined && addon.alerts.length > 0)
      .map(({ name, alerts = [] }) => ({
        name,
        limit: 0 as const,
        rules: alerts.map((alert) => ruleOf(alert, runbook)),
      })),
    {
      name: "alerting",
      limit: 0,
      rules: [...jobs.map((job) => metricsMissing(job, alerts, runbook)), watchdog(runbook)],
    },
  ];
}

/** Names of the platform's alerts, what its checker says of app teams' rules among them, sorted. */
export const takenNames = (groups: readonly RuleGroup[]): readonly string[] => [
  ...new Set(["AlertRulesRefused", ...groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))].sort()),
];

/** Name of the page that says what to do about an alert. */
export const runbookFile = (alert: string): string =>
  `${alert.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3-$2").toLowerCase()}.md`;

/** Where that page is. */
export const runbookAt = (runbooks: string, alert: string): string =>
  `${runbooks.replace(/\/?$/, "/")}${runbookFile(alert)}`;

const ruleOf = (
  { alert, expr, for: time, severity, summary }: Alert,
  runbook: (name: string) => string,
): AlertingRule => ({
  alert,
  expr,
  for: time,
  labels: { severity },
  annotations: { summary, runbook: runbook(alert) },
});

/** Without series no alert made of them fires. The label is ours: `absent` of a comparison has none. */
function metricsMissing(
  job: string,
  alerts: readonly Alert[],
  runbook: (name: string) => string,
): AlertingRule {
  const blind = alerts.filter(({ jobs }) => jobs.includes(job));
  const names = blind.map(({ alert }) => alert).sort();
  return {
    alert: "MetricsMissing",
    expr: `absent(up{job="${job}"} == 1)`,
    for: "10m",
    labels: {
      job,
      severity: blind.some(({ severity }) => severity === "critical") ? "critical" : "warning",
    },
    annotations: {
      summary: `no metrics of ${job}, without which ${names.join(", ")} cannot fire`,
      runbook: runbook("MetricsMissing"),
    },
  };
}

/** Fires always: whoever expects it outside the cluster notices when alerts no longer arrive. */
const watchdog = (runbook: (name: string) => string): AlertingRule => ({
  alert: "Watchdog",
  expr: "vector(1)",
  labels: { severity: "none" },
  annotations: {
    summary: "always fires; when it stops arriving, no other alert arrives either",
    runbook: runbook("Watchdog"),
  },
});
