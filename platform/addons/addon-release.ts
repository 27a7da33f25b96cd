import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { Namespace } from "@cdktf/provider-kubernetes/lib/namespace/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { stringify } from "yaml";
import type { Addon, AddonInput } from "./addon.ts";

/** The one thing of an addon that others wait for. */
export interface InstalledAddon {
  readonly addon: Addon;
  readonly release: Release;
}

/** Installs addons, given in the order of their needs, each once the gate and the addons it needs are ready. */
export function createAddons(
  scope: Construct,
  addons: readonly Addon[],
  input: AddonInput,
  gate: ITerraformDependable,
): void {
  const installed = new Map<string, InstalledAddon>();
  for (const addon of addons) {
    const after = addon.needs.flatMap((need) => installed.get(need)?.release ?? []);
    installed.set(addon.name, { addon, release: createRelease(scope, addon, input, [gate, ...after]) });
  }
}

function createRelease(
  scope: Construct,
  addon: Addon,
  input: AddonInput,
  after: readonly ITerraformDependable[],
): Release {
  const namespace =
    addon.sharedNamespace === undefined
      ? new Namespace(scope, `namespace-${addon.namespace}`, {
          metadata: { name: addon.namespace },
          dependsOn: [...after],
        })
      : undefined;
  return new Release(scope, addon.name, {
    name: addon.name,
    namespace: namespace?.metadata.name ?? addon.namespace,
    repository: addon.chart.repository,
    chart: addon.chart.name,
    version: addon.chart.version,
    values: [stringify(addon.values(input), { sortMapEntries: true })],
    wait: true,
    timeout: addon.timeout,
    // A failed release stays as it is, to be looked at; the next deploy upgrades it in place.
    atomic: false,
    dependsOn: [...after],
  });
}
