import type { Addon, AddonInput } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { IN_CLUSTER } from "../in-cluster.ts";
import { PROCESS_METRICS } from "../metrics.ts";
import { restrictedContainer, restrictedPod } from "../restricted.ts";
import { appRules, CHECKED_RULES, rightsOf, startCommand } from "./app-rules.ts";
import { ruleGroups, runbookAt, takenNames } from "./rule-groups.ts";
import { vmalertAlerts } from "./vmalert.alerts.ts";
import { vmalertFacts } from "./vmalert.facts.ts";

const NAME = "vmalert";

/**
 * Asks vmsingle every minute whether an alert holds and tells Alertmanager. The platform's rules are a file of its own; those
 * of app teams, from ConfigMaps labelled `loco.dev/alerts: "true"`, pass a checker first: vmalert loads all rules or none.
 */
export const vmalert: Addon = {
  name: NAME,
  purpose: "alerts, made of metrics: the platform's and apps' own",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked("victoria-metrics-alert"),
  needs: ["alertmanager", "vmsingle"],
  timeout: 300,
  internal: true,
  facts: vmalertFacts,
  metrics: [
    {
      job: NAME,
      pods: { "app.kubernetes.io/instance": NAME },
      port: "http",
      keep: [
        PROCESS_METRICS,
        "vm_app_version",
        "vmalert_(alerting|recording)_rules_errors_total",
        "vmalert_alerts_(firing|pending|send_errors_total)",
        "vmalert_config_last_reload_successful",
        "vmalert_iteration_missed_total",
      ],
    },
  ],
  alerts: vmalertAlerts,
  values: ({ config, addons }: AddonInput) => {
    const { runbooks } = config.addons.vmalert;
    const groups = ruleGroups(addons, runbooks);
    return {
      server: {
        fullnameOverride: NAME,
        datasource: { url: IN_CLUSTER.vmsingle },
        notifier: { url: IN_CLUSTER.alertmanager },
        // How long an alert has held outlives the pod.
        remoteWrite: { url: IN_CLUSTER.vmsingle },
        remoteRead: { url: IN_CLUSTER.vmsingle },
        config: { alerts: { groups } },
        command: startCommand,
        extraArgs: {
          rule: ["/config/alert-rules.yaml", ...CHECKED_RULES],
          configCheckInterval: "15s",
          // Of a team's rule that holds for everything at once. The platform's groups have no limit.
          "rule.resultsLimit": 1000,
        },
        ...appRules(runbookAt(runbooks, "AlertRulesRefused"), takenNames(groups)),
        resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "256Mi" } },
        podSecurityContext: restrictedPod(65534),
        securityContext: restrictedContainer,
        ...besideApps(config),
      },
      serviceAccount: { name: NAME, automountToken: false },
      extraObjects: rightsOf(NAME, NAME),
    };
  },
};
