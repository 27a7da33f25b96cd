import { DataKubernetesNamespace } from "@cdktf/provider-kubernetes/lib/data-kubernetes-namespace/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { createData, createRecord } from "../cluster/record.ts";
import { refusal } from "../cluster/refusal.ts";

/** Made with the cluster and never again, so its uid is the cluster's: https://github.com/kubernetes/kubernetes/issues/77487 */
const BORN_WITH_THE_CLUSTER = "kube-system";

/**
 * Refuses plans against another cluster than the one that the app was first deployed to: a kubeconfig is a file that is
 * easily mistaken for another, and Terraform would take an app that is not there for one to be made.
 *
 * @returns what everything of the app comes after
 */
export function createClusterIdentity(scope: Construct, app: string): ITerraformDependable {
  const namespace = new DataKubernetesNamespace(scope, "kube-system", {
    metadata: { name: BORN_WITH_THE_CLUSTER },
  });
  const uid = `data.kubernetes_namespace.${namespace.friendlyUniqueId}.metadata[0].uid`;
  createRecord(scope, "cluster", { uid: `\${${uid}}` });
  // Where there is no such namespace, the provider finds nothing and says nothing.
  const guard = createData(scope, "same-cluster");
  guard.addOverride("lifecycle", {
    precondition: [
      {
        condition: `\${try(terraform_data.cluster.output.uid, ${uid}) == ${uid}}`,
        error_message: refusal(
          `KUBE_CONFIG_PATH leads to another cluster than the one that ${app} was first deployed to`,
          `This cluster is \${${uid}} and that one is \${try(terraform_data.cluster.output.uid, ${uid})}, the uid of ${BORN_WITH_THE_CLUSTER}. Point KUBE_CONFIG_PATH to that one; npx loco kubeconfig writes it in the platform's folder.`,
        ),
      },
    ],
  });
  return guard;
}
