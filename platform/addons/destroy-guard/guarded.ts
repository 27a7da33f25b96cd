import { ConfigMap } from "@cdktf/provider-kubernetes/lib/config-map/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { LOCO_SYSTEM } from "../in-cluster.ts";

/** The ConfigMap that is not deleted while the platform is in use. */
export const GUARDED = { namespace: LOCO_SYSTEM, name: "destroy-guard" } as const;

/**
 * Makes the ConfigMap `after` everything else, so that a destroy deletes it before anything else, and goes no further when
 * the API server refuses. Terraform itself has no condition that stops a destroy.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
 */
export function createGuarded(
  scope: Construct,
  namespace: string,
  after: readonly ITerraformDependable[],
): void {
  new ConfigMap(scope, "destroy-guard-in-use", {
    metadata: { name: GUARDED.name, namespace },
    data: { about: "A destroy deletes this first; the API server refuses while the platform is in use." },
    dependsOn: [...after],
  });
}
