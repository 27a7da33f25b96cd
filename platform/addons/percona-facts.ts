import { differs, type Fact, type Manifest, ofKind } from "./facts.ts";

/** The pod of a Percona operator. */
export const operatorPod = (manifests: readonly Manifest[]) =>
  ofKind(manifests, "Deployment")[0]?.spec.template.spec;

/** The value of a variable that a Percona operator is given. */
export const variable = (manifests: readonly Manifest[], wanted: string): string | undefined =>
  operatorPod(manifests)?.containers[0].env.find(({ name }: { readonly name: string }) => name === wanted)
    ?.value;

/** What both of Percona's operators must show. */
export const perconaFacts: readonly Fact[] = [
  {
    fact: "it looks after databases in all namespaces, and may",
    broken: (manifests) =>
      differs(
        [
          variable(manifests, "WATCH_NAMESPACE"),
          ofKind(manifests, "ClusterRoleBinding").map(({ subjects }) => subjects[0].name),
        ],
        ["", [operatorPod(manifests)?.serviceAccountName]],
      ),
  },
  {
    fact: "it does not call Percona",
    broken: (manifests) => differs(variable(manifests, "DISABLE_TELEMETRY"), "true"),
  },
];
