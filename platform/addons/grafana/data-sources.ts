import type { Addon } from "../addon.ts";
import { IN_CLUSTER } from "../in-cluster.ts";

/** @see https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources */
interface DataSource {
  readonly name: string;
  readonly uid: string;
  readonly type: "prometheus" | "loki" | "alertmanager";
  readonly url: string;
  readonly isDefault?: true;
  readonly jsonData?: Readonly<Record<string, string>>;
}

/** By the addon that serves each. Dashboards name them by `uid`. */
const DATA_SOURCES: Readonly<Record<string, DataSource>> = {
  vmsingle: {
    name: "Metrics",
    uid: "metrics",
    type: "prometheus",
    url: IN_CLUSTER.vmsingle,
    isDefault: true,
    // Queries may be longer than an address; and a rate needs to know how often metrics are read.
    jsonData: { httpMethod: "POST", timeInterval: "30s" },
  },
  loki: { name: "Logs", uid: "logs", type: "loki", url: IN_CLUSTER.loki },
  alertmanager: {
    name: "Alerts",
    uid: "alerts",
    type: "alertmanager",
    url: IN_CLUSTER.alertmanager,
    jsonData: { implementation: "prometheus" },
  },
};

/** A provisioning file with the data sources of the addons that are on. */
export const dataSources = (addons: readonly Addon[]) => ({
  apiVersion: 1,
  // Those of addons that were turned off leave its database.
  prune: true,
  datasources: Object.entries(DATA_SOURCES)
    .filter(([name]) => addons.some((addon) => addon.name === name))
    .map(([, source]) => ({ ...source, access: "proxy" })),
});
