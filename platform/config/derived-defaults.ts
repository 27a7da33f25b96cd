import type { PlatformConfig } from "./platform-config.gen.ts";

/** A configuration in which keys that the schema gives an `x-default` may be absent yet. */
interface Draft {
  readonly addons: Readonly<Record<string, { enabled?: boolean } | string>>;
  readonly k3s: Partial<PlatformConfig["k3s"]>;
}

/** Fills in, in place, the defaults that depend on other keys: whether an addon is on, and what follows from it. */
export function fillDerivedDefaults(config: PlatformConfig): void {
  const { addons, k3s } = config as unknown as Draft;
  for (const table of Object.values(addons)) {
    if (typeof table === "object") table.enabled ??= addons.profile !== "none";
  }
  const isOn = (name: string) => (addons[name] as { enabled?: boolean } | undefined)?.enabled === true;
  k3s.cni ??= isOn("cilium") ? "cilium" : "flannel";
  k3s.cloud_provider ??= isOn("cloudstack-ccm") ? "external" : "k3s";
}
