import type { Alert } from "../alert.ts";

/** Of each rule, a team's too. All fail while vmsingle starts again, for a shorter time than the alert waits. */
const FAILED = "increase(vmalert_alerting_rules_errors_total[10m]) > 0";

export const vmalertAlerts: readonly Alert[] = [
  {
    alert: "AlertRuleFailing",
    // An alert's own name would take the place of the label alertname.
    expr: `max by (file, group, rule) (label_replace(${FAILED}, "rule", "$1", "alertname", "(.+)"))`,
    for: "20m",
    severity: "warning",
    summary: "{{ $labels.rule }} of group {{ $labels.group }} in {{ $labels.file }} cannot be evaluated",
    jobs: ["vmalert"],
  },
  {
    alert: "AlertRulesNotLoaded",
    expr: "max(vmalert_config_last_reload_successful) == 0",
    for: "10m",
    severity: "critical",
    summary: "vmalert refuses its rules and still has those from before; it would not start again with them",
    jobs: ["vmalert"],
  },
];
