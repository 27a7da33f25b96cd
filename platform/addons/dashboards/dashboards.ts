import type { Addon } from "../addon.ts";
import { dashboardsFacts } from "./dashboards.facts.ts";

const NAME = "dashboards";

/** Each dashboard, by its file in `charts/dashboards/files`, and the addons without which it shows nothing. */
const DASHBOARDS = {
  cluster: ["kube-state-metrics"],
  node: ["node-exporter"],
  app: ["kube-state-metrics"],
  ingress: ["traefik"],
  backups: ["k8up", "kube-state-metrics"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The platform's own dashboards, as ConfigMaps that Grafana finds by their label. */
export const dashboards: Addon = {
  name: NAME,
  purpose: "dashboards of the cluster, nodes, apps, ingress and backups",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: { folder: NAME },
  needs: ["grafana"],
  timeout: 120,
  facts: dashboardsFacts,
  values: ({ addons }) => {
    const on = (name: string) => addons.some((addon) => addon.name === name);
    const shown = Object.entries(DASHBOARDS).filter(([, needs]) => [...METRICS, ...needs].every(on));
    return {
      dashboards: shown.map(([name]) => name),
      dataSources: ["metrics", ...(LOGS.every(on) ? ["logs"] : [])],
    };
  },
};

const METRICS = ["vmsingle", "vmagent"];
const LOGS = ["loki", "alloy"];
