import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";

const podOf = (manifests: readonly Manifest[]) => ofKind(manifests, "Deployment")[0]?.spec.template.spec;

const variable = (manifests: readonly Manifest[], wanted: string): string | undefined =>
  podOf(manifests)?.containers[0].env.find(({ name }: { readonly name: string }) => name === wanted)?.value;

export const perconaMongodbFacts: readonly Fact[] = [
  {
    fact: "it looks after databases in all namespaces, and may",
    broken: (manifests) =>
      differs(
        [
          variable(manifests, "WATCH_NAMESPACE"),
          ofKind(manifests, "ClusterRoleBinding").map(({ subjects }) => subjects[0].name),
        ],
        ["", [podOf(manifests)?.serviceAccountName]],
      ),
  },
  {
    fact: "it does not call Percona",
    broken: (manifests) => differs(variable(manifests, "DISABLE_TELEMETRY"), "true"),
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
];
