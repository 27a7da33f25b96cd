import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { eckFacts } from "./eck.facts.ts";

const NAME = "eck";

/**
 * Elasticsearch, Kibana and what belongs to them, in any namespace.
 *
 * The chart has a Secret without contents for its webhook's certificate, and the operator fills it: it is in no render.
 */
export const eck: Addon = {
  name: NAME,
  purpose: "Elasticsearch and Kibana for apps",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked("eck-operator"),
  looksAfter: ["*.k8s.elastic.co"],
  needs: [],
  laterImages: "Kibana, as its resources name a version",
  timeout: 300,
  facts: eckFacts,
  values: ({ config }) => ({
    telemetry: { disabled: true },
    podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
    // It remembers every pod and Secret of the cluster: that is what the chart's limit of memory, 1 GiB, is for.
    resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { cpu: null } },
    ...besideApps(config),
  }),
};
