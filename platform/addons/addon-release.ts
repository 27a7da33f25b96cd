import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { Namespace } from "@cdktf/provider-kubernetes/lib/namespace/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Addon, AddonInput } from "./addon.ts";
import { valuesText } from "./values-text.ts";

/** How many of a release's revisions stay in the cluster, each a Secret of up to a megabyte; Helm's own default. */
const MAX_HISTORY = 10;

/**
 * Installs addons, given in the order of their needs, each once `after` and the addons it needs are ready; when the
 * platform is destroyed, each goes before those. `after` is the gate and the machines: a namespace destroyed while agents
 * were took two minutes to go, not seven seconds (docs/decisions/0007-addons-in-the-platform-stack.md).
 */
export function createAddons(
  scope: Construct,
  addons: readonly Addon[],
  input: AddonInput,
  ...after: readonly ITerraformDependable[]
): void {
  const releases = new Map<string, Release>();
  for (const addon of addons) {
    const needed = addon.needs.flatMap((need) => releases.get(need) ?? []);
    releases.set(addon.name, createRelease(scope, addon, input, [...after, ...needed]));
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
    values: [valuesText(addon.values(input))],
    wait: true,
    timeout: addon.timeout,
    maxHistory: MAX_HISTORY,
    // A failed release stays as it is, to be looked at; the next deploy upgrades it in place.
    atomic: false,
    dependsOn: [...after],
  });
}
