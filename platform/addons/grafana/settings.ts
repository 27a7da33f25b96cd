import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import { hostOf, urlOf } from "./address.ts";
import { genericOauth, oidcOf } from "./sign-in.ts";

/** Data sources in its image that show nothing of a platform; each is a process of its own, whether used or not. */
const UNUSED_PLUGINS = [
  "cloudwatch",
  "elasticsearch",
  "grafana-postgresql-datasource",
  "grafana-pyroscope-datasource",
  "influxdb",
  "jaeger",
  "mssql",
  "mysql",
  "opentsdb",
  "stackdriver",
  "tempo",
  "zipkin",
];

/**
 * grafana.ini, by section: what differs from Grafana's defaults. Of these count: nobody signs up, nobody looks without
 * signing in, no page of another site holds it in a frame, and passwords cannot be tried without end.
 *
 * @see https://github.com/grafana/grafana/blob/main/conf/defaults.ini
 */
export function settings(config: PlatformConfig, home: string | undefined) {
  const host = hostOf(config);
  const oidc = oidcOf(config);
  return {
    server: {
      // Where identity providers send people back to, and what links in messages begin with. The chart sets no domain then.
      root_url: urlOf(config),
      // It takes hundreds of megabytes for buffers. https://github.com/grafana/grafana/issues/123017
      enable_gzip: false,
    },
    security: {
      // Browsers take the address of a port-forward, http://localhost, for secure.
      ...(host === undefined ? {} : { cookie_secure: true }),
      content_security_policy: true,
      disable_gravatar: true,
    },
    // It talks to nobody but its data sources and the identity provider.
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    news: { news_feed_enabled: false },
    snapshots: { external_enabled: false },
    plugins: {
      // At start it would replace its data sources by newer ones from grafana.com, and lose those it cannot write.
      // https://github.com/grafana/grafana/issues/132528
      preinstall_disabled: true,
      plugin_admin_enabled: false,
      public_key_retrieval_disabled: true,
      disable_plugins: UNUSED_PLUGINS.join(","),
    },
    // Links to dashboards that need no sign-in.
    public_dashboards: { enabled: false },
    // Served beside the pages, to everybody.
    metrics: { enabled: false },
    // vmalert evaluates alerts. The pages stay, for Alertmanager's alerts and silences.
    unified_alerting: { execute_alerts: false },
    "log.console": { format: "json" },
    ...(home === undefined ? {} : { users: { home_page: home } }),
    ...(oidc === undefined ? {} : { "auth.generic_oauth": genericOauth(oidc) }),
  };
}
