import type { PlatformConfig } from "../config/platform-config.gen.ts";
import type { Addon, AddonInput, PlatformFacts } from "./addon.ts";
import { alertmanager } from "./alertmanager/alertmanager.ts";
import { alloy } from "./alloy/alloy.ts";
import { argoCd } from "./argo-cd/argo-cd.ts";
import { argoCdApps } from "./argo-cd-apps/argo-cd-apps.ts";
import { barmanCloud } from "./barman-cloud/barman-cloud.ts";
import { certManager } from "./cert-manager/cert-manager.ts";
import { certManagerIssuers } from "./cert-manager-issuers/cert-manager-issuers.ts";
import { cilium } from "./cilium/cilium.ts";
import { cloudnativePg } from "./cloudnative-pg/cloudnative-pg.ts";
import { cloudstackCcm } from "./cloudstack-ccm/cloudstack-ccm.ts";
import { cloudstackCsi } from "./cloudstack-csi/cloudstack-csi.ts";
import { dashboards } from "./dashboards/dashboards.ts";
import { destroyGuard } from "./destroy-guard/destroy-guard.ts";
import { dex } from "./dex/dex.ts";
import { dragonfly } from "./dragonfly/dragonfly.ts";
import { eck } from "./eck/eck.ts";
import { externalDns } from "./external-dns/external-dns.ts";
import { externalSecrets } from "./external-secrets/external-secrets.ts";
import { grafana } from "./grafana/grafana.ts";
import { k3sUpgrade } from "./k3s-upgrade/k3s-upgrade.ts";
import { k8up } from "./k8up/k8up.ts";
import { keda } from "./keda/keda.ts";
import { keycloak } from "./keycloak/keycloak.ts";
import { kubeStateMetrics } from "./kube-state-metrics/kube-state-metrics.ts";
import { kured } from "./kured/kured.ts";
import { kyverno } from "./kyverno/kyverno.ts";
import { kyvernoPolicies } from "./kyverno-policies/kyverno-policies.ts";
import { loki } from "./loki/loki.ts";
import { metricsServer } from "./metrics-server/metrics-server.ts";
import { networkPolicies } from "./network-policies/network-policies.ts";
import { nodeExporter } from "./node-exporter/node-exporter.ts";
import { inOrder } from "./order.ts";
import { perconaMongodb } from "./percona-mongodb/percona-mongodb.ts";
import { perconaXtradb } from "./percona-xtradb/percona-xtradb.ts";
import { rabbitmq } from "./rabbitmq/rabbitmq.ts";
import { registry } from "./registry/registry.ts";
import { sealedSecrets } from "./sealed-secrets/sealed-secrets.ts";
import { snapshotController } from "./snapshot-controller/snapshot-controller.ts";
import { systemUpgradeController } from "./system-upgrade-controller/system-upgrade-controller.ts";
import { traefik } from "./traefik/traefik.ts";
import { trivyOperator } from "./trivy-operator/trivy-operator.ts";
import { vmagent } from "./vmagent/vmagent.ts";
import { vmalert } from "./vmalert/vmalert.ts";
import { vmsingle } from "./vmsingle/vmsingle.ts";

/** Every addon there is. */
export const catalogue: readonly Addon[] = [
  alertmanager,
  alloy,
  argoCd,
  argoCdApps,
  barmanCloud,
  certManager,
  certManagerIssuers,
  cilium,
  cloudnativePg,
  cloudstackCcm,
  cloudstackCsi,
  dashboards,
  destroyGuard,
  dex,
  dragonfly,
  eck,
  externalDns,
  externalSecrets,
  grafana,
  k3sUpgrade,
  k8up,
  keda,
  keycloak,
  kubeStateMetrics,
  kured,
  kyverno,
  kyvernoPolicies,
  loki,
  metricsServer,
  networkPolicies,
  nodeExporter,
  perconaMongodb,
  perconaXtradb,
  rabbitmq,
  registry,
  sealedSecrets,
  snapshotController,
  systemUpgradeController,
  traefik,
  trivyOperator,
  vmagent,
  vmalert,
  vmsingle,
];

/** What platform.toml says of an addon, defaults filled in; undefined when it says nothing of an optional one. */
export function settingsOf(
  { addons }: PlatformConfig,
  name: string,
): { readonly enabled: boolean; readonly values: Readonly<Record<string, unknown>> } | undefined {
  return (addons as unknown as Readonly<Record<string, ReturnType<typeof settingsOf>>>)[name];
}

/** Whether a platform turns an addon on. */
export const isOn = (config: PlatformConfig, name: string): boolean =>
  settingsOf(config, name)?.enabled === true;

/** The addons that a platform turns on, each after those it waits for. */
export function enabledAddons(config: PlatformConfig): Addon[] {
  return inOrder(catalogue.filter(({ name }) => isOn(config, name)));
}

/** What the values of a platform's addons depend on. */
export const inputOf = (config: PlatformConfig, facts: PlatformFacts): AddonInput => ({
  config,
  facts,
  addons: enabledAddons(config),
});

/**
 * Whether the stack may hold a release. With a profile it always may: an addon that was turned off is removed through the
 * providers that installed it.
 */
export function hasAddons(config: PlatformConfig): boolean {
  return config.addons.profile !== "none" || catalogue.some(({ name }) => isOn(config, name));
}
