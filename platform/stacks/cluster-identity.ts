import type { HelmProvider } from "@cdktf/provider-helm/lib/provider/index.js";
import { DataKubernetesNamespace } from "@cdktf/provider-kubernetes/lib/data-kubernetes-namespace/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { createData, createRecord } from "../cluster/record.ts";
import { refusal } from "../cluster/refusal.ts";

/** Made with the cluster and never again, so its uid is the cluster's: https://github.com/kubernetes/kubernetes/issues/77487 */
const BORN_WITH_THE_CLUSTER = "kube-system";

/** The Helm provider's own default; that of the API's client is 10. */
const BURST_LIMIT = 100;

/**
 * Refuses to work on another cluster than the one that the app was first deployed to: a kubeconfig is a file that is easily
 * mistaken for another, and Terraform would take an app that is not there for one to be made, and another one's for its own.
 *
 * Terraform checks no condition when it destroys, so the provider that would uninstall is configured through the same question.
 *
 * @returns what everything of the app comes after
 */
export function createClusterIdentity(
  scope: Construct,
  helm: HelmProvider,
  app: string,
): ITerraformDependable {
  const namespace = new DataKubernetesNamespace(scope, "kube-system", {
    metadata: { name: BORN_WITH_THE_CLUSTER },
  });
  const now = `data.kubernetes_namespace.${namespace.friendlyUniqueId}.metadata[0].uid`;
  createRecord(scope, "cluster", { uid: `\${${now}}` });
  const first = `try(terraform_data.cluster.output.uid, ${now})`;
  const what = `KUBE_CONFIG_PATH leads to another cluster than the one that ${app} was first deployed to`;
  const guard = createData(scope, "same-cluster");
  guard.addOverride("lifecycle", {
    precondition: [
      {
        condition: `\${${first} == ${now}}`,
        error_message: refusal(
          what,
          `This cluster is \${${now}} and that one is \${${first}}, the uid of ${BORN_WITH_THE_CLUSTER}. Point KUBE_CONFIG_PATH to that one; npx loco kubeconfig writes it in the platform's folder. If that one is gone for good: npx loco destroy ${app} --forget`,
        ),
      },
    ],
  });
  helm.addOverride(
    "burst_limit",
    `\${length(terraform_data.${guard.friendlyUniqueId}.id) > 0 && ${first} == ${now} ? ${BURST_LIMIT} : tonumber("${what}")}`,
  );
  return guard;
}
