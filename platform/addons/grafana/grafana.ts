import type { PlatformConfig } from "../../config/platform-config.gen.ts";
import type { Addon } from "../addon.ts";
import { besideApps } from "../app-nodes.ts";
import { locked } from "../charts.ts";
import { AFTER_VOLUMES } from "../order.ts";
import { compression, exposure, hostOf, isExposed } from "./address.ts";
import { READER, readerRole, sidecar } from "./dashboard-sidecar.ts";
import { dataSources } from "./data-sources.ts";
import { grafanaFacts } from "./grafana.facts.ts";
import { settings } from "./settings.ts";
import { ADMIN, grafanaSecrets, secretEnvironment } from "./sign-in.ts";

const NAME = "grafana";

/**
 * Shows metrics, logs and alerts. Everything it comes with is in these values or in ConfigMaps; its volume holds only what
 * people make in it.
 */
export const grafana: Addon = {
  name: NAME,
  purpose: "dashboards over metrics, logs and alerts",
  profile: "lite",
  namespace: NAME,
  podSecurity: "restricted",
  chart: locked(NAME),
  needs: [],
  // Its Middleware is of a kind of Traefik's.
  after: [...AFTER_VOLUMES, "traefik"],
  timeout: 600,
  secrets: grafanaSecrets,
  facts: grafanaFacts,
  values: ({ config, addons, facts: { secretRevision } }) => ({
    ...storage(config),
    // A volume is one pod's.
    deploymentStrategy: { type: "Recreate" },
    ...besideApps(config),
    resources: { requests: { cpu: "50m", memory: "192Mi" }, limits: { memory: "512Mi" } },
    // It makes and changes its tables before it answers, minutes on a slow disk.
    startupProbe: {
      httpGet: { path: "/api/health", port: "grafana" },
      periodSeconds: 5,
      failureThreshold: 60,
    },
    ...(secretRevision === undefined
      ? {}
      : { podAnnotations: { "loco.dev/secret-revision": secretRevision } }),
    admin: { existingSecret: ADMIN },
    envValueFrom: secretEnvironment(config),
    "grafana.ini": settings(config, homeOf(addons)),
    datasources: { "datasources.yaml": dataSources(addons) },
    sidecar,
    rbac: { useExistingClusterRole: READER },
    extraObjects: [readerRole, ...(isExposed(config) ? [compression] : [])],
    ...ingress(config),
  }),
};

function storage({ addons }: PlatformConfig) {
  if (!addons["cloudstack-csi"].enabled) return {};
  const { disk_size } = addons.grafana;
  return {
    persistence: { enabled: true, size: `${disk_size}Gi` },
    // The kubelet gives the volume to its group, so root need not.
    initChownData: { enabled: false },
  };
}

function ingress(config: PlatformConfig) {
  const host = hostOf(config);
  return host !== undefined && isExposed(config) ? exposure(host) : {};
}

/** The page after signing in. */
const homeOf = (addons: readonly Addon[]) =>
  addons.some(({ name }) => name === "dashboards") ? "/d/loco-cluster" : undefined;
