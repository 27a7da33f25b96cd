import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { spreadOverNodes } from "../placement.ts";
import { restrictedContainer } from "../restricted.ts";
import { dragonflyFacts } from "./dragonfly.facts.ts";

const NAME = "dragonfly";

/** Dragonfly, an in-memory store that speaks Redis' protocol, in any namespace. */
export const dragonfly: Addon = {
  name: NAME,
  purpose: "in-memory stores for apps, with Redis' protocol",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked("dragonfly-operator"),
  looksAfter: ["dragonflydb.io"],
  needs: [],
  timeout: 300,
  // Metrics: the chart's second container, which asks who wants them, is left out.
  internal: true,
  facts: dragonflyFacts,
  values: ({ config }) => ({
    ...(config.control_plane_count > 1 ? { replicaCount: 2 } : {}),
    podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
    rbacProxy: { enabled: false },
    manager: {
      securityContext: { readOnlyRootFilesystem: restrictedContainer.readOnlyRootFilesystem },
      resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { memory: "256Mi" } },
      ...(config.control_plane_count > 1 ? { topologySpreadConstraints: spread } : {}),
      ...besideApps(config),
    },
  }),
};

/** It makes a replica the master when that one is lost: not only after its own pod was moved off the same node. */
const spread = spreadOverNodes({ "app.kubernetes.io/instance": NAME });
