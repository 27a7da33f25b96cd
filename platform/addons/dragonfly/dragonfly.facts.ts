import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unkept } from "../kept-definitions.ts";
import { unrestricted } from "../restricted.ts";

const podOf = (manifests: readonly Manifest[]) => ofKind(manifests, "Deployment")[0]?.spec.template.spec;

export const dragonflyFacts: readonly Fact[] = [
  {
    fact: "it may look after stores in all namespaces",
    broken: (manifests) => {
      const account = podOf(manifests)?.serviceAccountName;
      const roles = ofKind(manifests, "ClusterRoleBinding")
        .filter(({ subjects }) => subjects.some(({ name }: { readonly name: string }) => name === account))
        .map(({ roleRef }) => roleRef.name);
      const rules = ofKind(manifests, "ClusterRole").filter(({ metadata }) => roles.includes(metadata.name));
      const may = rules.some((role) =>
        role.rules.some(({ resources }: Manifest) => resources?.includes("dragonflies")),
      );
      return may ? undefined : `${account} has ${roles.join(", ")}`;
    },
  },
  {
    fact: "its definition is upgraded with it, and stays when it goes",
    broken: (manifests) => unkept(manifests, ["dragonflies.dragonflydb.io"]),
  },
  {
    fact: "it is one container, and its pod bears the level restricted",
    broken: (manifests) => unrestricted(manifests) ?? differs(podOf(manifests)?.containers.length, 1),
  },
];
