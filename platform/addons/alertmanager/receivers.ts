import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { AddonSecret } from "../addon.ts";
import { secretText } from "../addon-secrets.ts";
import { written } from "./messages.ts";

export type AlertmanagerSettings = PlatformConfig["addons"]["alertmanager"];

/** Those that are on are the keys of {@link AlertmanagerSettings}. */
export const RECEIVERS = ["slack", "teams", "email", "webhook"] as const;

/** The Secret, and where the pod finds its keys as files. Alertmanager reads one whenever it sends: a new one needs no restart. */
export const SECRET = { name: "receivers", folder: "/etc/receivers" } as const;

const file = (key: string) => `${SECRET.folder}/${key}`;

/** What the receivers keep secret. */
export function receiverSecrets(settings: AlertmanagerSettings): readonly AddonSecret[] {
  const { slack, teams, email, webhook, dead_mans_switch } = settings;
  const data = {
    ...(slack && { "slack-url": secretText`${"alertmanager_slack_url"}` }),
    ...(teams && { "teams-url": secretText`${"alertmanager_teams_url"}` }),
    ...(email?.username && { "smtp-password": secretText`${"alertmanager_smtp_password"}` }),
    ...(webhook && { "webhook-url": secretText`${"alertmanager_webhook_url"}` }),
    ...(dead_mans_switch && {
      "dead-mans-switch-url": secretText`${"alertmanager_dead_mans_switch_url"}`,
    }),
  };
  return Object.keys(data).length === 0 ? [] : [{ name: SECRET.name, data }];
}

/**
 * How Alertmanager reaches each receiver that is on.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#receiver-integration-settings
 */
export const integrations = ({ slack, teams, email, webhook }: AlertmanagerSettings) => ({
  ...(slack && { slack_configs: [overSlack(slack)] }),
  // msteams_configs is for the connectors that Microsoft has retired.
  // https://argo-cd.readthedocs.io/en/release-3.3/operator-manual/notifications/services/teams-workflows/
  ...(teams && {
    msteamsv2_configs: [
      { webhook_url_file: file("teams-url"), title: written("title"), text: written("teams") },
    ],
  }),
  ...(email && { email_configs: [overEmail(email)] }),
  ...(webhook && { webhook_configs: [{ url_file: file("webhook-url") }] }),
});

const overSlack = ({ channel }: NonNullable<AlertmanagerSettings["slack"]>) => ({
  api_url_file: file("slack-url"),
  ...(channel === undefined ? {} : { channel }),
  send_resolved: true,
  title: written("title"),
  title_link: "{{ .RouteLabels.grafana }}",
  text: written("slack"),
  fallback: written("title"),
});

const overEmail = ({
  to,
  from,
  smarthost,
  username,
  require_tls,
}: NonNullable<AlertmanagerSettings["email"]>) => ({
  to: to.join(", "),
  from,
  smarthost,
  ...(username === undefined ? {} : { auth_username: username, auth_password_file: file("smtp-password") }),
  ...(require_tls ? {} : { require_tls }),
  send_resolved: true,
  headers: { Subject: written("title") },
  text: written("email"),
  // Text only: the default would be added.
  html: "",
});

/** Who hears as long as alerts are sent. */
export const deadMansSwitch = () => ({
  webhook_configs: [{ url_file: file("dead-mans-switch-url"), send_resolved: false }],
});
