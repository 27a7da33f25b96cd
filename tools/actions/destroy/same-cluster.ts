import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { StateResource } from "../stack/state-record.ts";

/**
 * Makes sure that the cluster is the one that the app was first deployed to, so far as state remembers one: what is listed
 * must be what would go. Terraform asks the same again (`platform/stacks/cluster-identity.ts`), in words for a plan.
 *
 * @throws LocoError CLUSTER_DIFFERENT
 */
export async function requireSameCluster(
  app: string,
  state: readonly Pick<StateResource, "address" | "values">[],
  identity: () => Promise<string>,
): Promise<void> {
  const record = state.find(({ address }) => address === "terraform_data.cluster")?.values.output;
  // A value of any type is kept beside its type.
  const first = (record as { readonly value?: { readonly uid?: string } } | undefined)?.value?.uid;
  if (first === undefined) return;
  const now = await identity();
  if (now === first) return;
  throw new LocoError(
    "CLUSTER_DIFFERENT",
    `${app} was deployed to another cluster than that of the kubeconfig`,
    {
      hint: `kube-system has the uid ${now} here and ${first} there; KUBE_CONFIG_PATH names the kubeconfig; when that cluster is gone for good, add --forget`,
    },
  );
}
