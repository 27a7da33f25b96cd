import type { PlatformConfig } from "../config/platform-config.gen.ts";
import type { Addon } from "./addon.ts";
import { certManager } from "./cert-manager/cert-manager.ts";
import { certManagerIssuers } from "./cert-manager-issuers/cert-manager-issuers.ts";
import { cilium } from "./cilium/cilium.ts";
import { cloudstackCcm } from "./cloudstack-ccm/cloudstack-ccm.ts";
import { cloudstackCsi } from "./cloudstack-csi/cloudstack-csi.ts";
import { k3sUpgrade } from "./k3s-upgrade/k3s-upgrade.ts";
import { k8up } from "./k8up/k8up.ts";
import { kured } from "./kured/kured.ts";
import { metricsServer } from "./metrics-server/metrics-server.ts";
import { inOrder } from "./order.ts";
import { systemUpgradeController } from "./system-upgrade-controller/system-upgrade-controller.ts";
import { traefik } from "./traefik/traefik.ts";

/** Every addon there is. */
export const catalogue: readonly Addon[] = [
  certManager,
  certManagerIssuers,
  cilium,
  cloudstackCcm,
  cloudstackCsi,
  k3sUpgrade,
  k8up,
  kured,
  metricsServer,
  systemUpgradeController,
  traefik,
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

/**
 * Whether the stack may hold a release. With a profile it always may: an addon that was turned off is removed through the
 * providers that installed it.
 */
export function hasAddons(config: PlatformConfig): boolean {
  return config.addons.profile !== "none" || catalogue.some(({ name }) => isOn(config, name));
}
