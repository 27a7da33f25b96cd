import type { Problem } from "../../config/diagnostic.ts";
import type { Rule } from "../../config/rules/rule.ts";
import { type AlertmanagerSettings, RECEIVERS } from "./receivers.ts";

const TABLE = ["addons", "alertmanager"] as const;

/** Somebody hears of alerts. */
export const receiverRule: Rule = {
  reads: ["addons"],
  check: ({ addons: { alertmanager } }) =>
    !alertmanager.enabled || RECEIVERS.some((name) => alertmanager[name] !== undefined) ? [] : [nobody],
};

const nobody: Problem = {
  severity: "warning",
  path: TABLE,
  message: "has no receiver: alerts reach nobody",
  hint: "write [addons.alertmanager.slack] and set TF_VAR_alertmanager_slack_url, or use teams, email or webhook (docs/how-to/alerts.md)",
};

/** Settings that say something about each other, or that Alertmanager would take in another sense. */
export const alertmanagerSettingsRule: Rule = {
  reads: ["addons"],
  check: ({ addons: { alertmanager } }) =>
    alertmanager.enabled ? [...repeatProblems(alertmanager), ...emailProblems(alertmanager)] : [],
};

/** Alertmanager sends to a group of alerts every five minutes at most, and forgets after five days what it has sent. */
const repeatProblems = ({ repeat_interval: repeat }: AlertmanagerSettings): Problem[] =>
  (["critical", "warning"] as const)
    .filter((severity) => minutes(repeat[severity]) < 5 || minutes(repeat[severity]) > 5 * 24 * 60)
    .map((severity) => ({
      severity: "error",
      path: [...TABLE, "repeat_interval", severity],
      message: "must be from 5m to 5d",
      found: JSON.stringify(repeat[severity]),
    }));

const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 };

const minutes = (duration: string) => Number.parseInt(duration, 10) * (UNITS[duration.slice(-1)] ?? 1);

function emailProblems({ email }: AlertmanagerSettings): Problem[] {
  if (email === undefined || email.require_tls || email.username === undefined) return [];
  return [
    {
      severity: "error",
      path: [...TABLE, "email", "require_tls"],
      message: "must be true when username is set: the password would cross the network in the clear",
      found: "false",
      hint: "remove require_tls, or username where the server asks for none",
    },
  ];
}
