import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import { hostOf } from "../grafana/address.ts";
import { deadMansSwitch, integrations } from "./receivers.ts";

const EVERYONE = "everyone";
const DEAD_MANS_SWITCH = "dead-mans-switch";
const NOBODY = "nobody";

/**
 * Alertmanager's configuration, without secrets.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/
 */
export function alertmanagerConfig(config: PlatformConfig) {
  const { name, addons } = config;
  const { repeat_interval: repeat, dead_mans_switch } = addons.alertmanager;
  const grafana = addons.grafana.enabled ? hostOf(config) : undefined;
  return {
    route: {
      receiver: EVERYONE,
      // One message per cause: a rule's alerts of all nodes, or of all that runs in a namespace.
      group_by: ["alertname", "namespace"],
      group_wait: "30s",
      repeat_interval: repeat.warning,
      // For the messages; a webhook finds them in routeLabels.
      labels: { platform: name, ...(grafana === undefined ? {} : { grafana: `https://${grafana}` }) },
      routes: [
        watchdog(dead_mans_switch?.interval),
        { matchers: ['severity="critical"'], repeat_interval: repeat.critical },
      ],
    },
    inhibit_rules: INHIBIT_RULES,
    receivers: [
      { name: EVERYONE, ...integrations(addons.alertmanager) },
      dead_mans_switch === undefined ? { name: NOBODY } : { name: DEAD_MANS_SWITCH, ...deadMansSwitch() },
    ],
  };
}

/** The route of the alert that always fires, and that goes nowhere else. */
const watchdog = (interval: string | undefined) => ({
  matchers: ['alertname="Watchdog"', 'severity="none"'],
  ...(interval === undefined
    ? { receiver: NOBODY }
    : {
        receiver: DEAD_MANS_SWITCH,
        group_interval: interval,
        // As long as group_interval it would send every second time only: the message went out a moment after the interval
        // began. https://github.com/prometheus/alertmanager/blob/v0.34.0/notify/dedup_stage.go
        repeat_interval: "1s",
      }),
});

/**
 * What need not be said. Labels that both alerts lack count as equal, so the ones that matter are asked for.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#inhibit_rule
 */
const INHIBIT_RULES = [
  {
    // What runs on a node that is gone is gone, too.
    source_matchers: ['alertname="NodeNotReady"', 'node!=""'],
    target_matchers: ['alertname!="NodeNotReady"', 'node!=""'],
    equal: ["node"],
  },
  {
    // A volume says nothing of another one that happens to be on the same node.
    source_matchers: ['severity="critical"', 'node!=""'],
    target_matchers: ['severity="warning"', 'node!=""'],
    equal: ["node", "namespace", "persistentvolumeclaim"],
  },
];
