import { ConfigMap } from "@cdktf/provider-kubernetes/lib/config-map/index.js";
import { Namespace } from "@cdktf/provider-kubernetes/lib/namespace/index.js";
import { Role } from "@cdktf/provider-kubernetes/lib/role/index.js";
import { RoleBinding } from "@cdktf/provider-kubernetes/lib/role-binding/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { PUBLISHED } from "../addons/in-cluster.ts";
import { platformLabels } from "../addons/platform-label.ts";
import type { PublishedPlatform } from "./published-platform.gen.ts";

/**
 * Publishes what apps must know of the platform, to everybody who may sign in.
 *
 * @returns the namespace's name, made when this is used
 */
export function publish(
  scope: Construct,
  platform: PublishedPlatform,
  after: readonly ITerraformDependable[],
): string {
  const namespace = new Namespace(scope, `namespace-${PUBLISHED.namespace}`, {
    metadata: {
      name: PUBLISHED.namespace,
      labels: { ...platformLabels, "pod-security.kubernetes.io/enforce": "restricted" },
    },
    dependsOn: [...after],
  }).metadata.name;
  new ConfigMap(scope, "published-platform", {
    metadata: { name: PUBLISHED.name, namespace },
    data: { [PUBLISHED.key]: `${JSON.stringify(platform, undefined, 2)}\n` },
  });
  const role = new Role(scope, "published-platform-reader", {
    metadata: { name: "platform-reader", namespace },
    rule: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: [PUBLISHED.name], verbs: ["get"] }],
  });
  new RoleBinding(scope, "published-platform-readers", {
    metadata: { name: "platform-reader", namespace },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
    subject: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "system:authenticated" }],
  });
  return namespace;
}
