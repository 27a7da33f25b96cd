import { differs, type Fact, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";

export const snapshotControllerFacts: readonly Fact[] = [
  {
    fact: "its definitions are not in its release, which would delete them when it goes",
    broken: (manifests) => differs(ofKind(manifests, "CustomResourceDefinition").length, 0),
  },
  {
    fact: "one of several leads, by a lease in its own namespace, which it may hold",
    broken: (manifests) => {
      const [role] = ofKind(manifests, "Role");
      const args: readonly string[] =
        ofKind(manifests, "Deployment")[0]?.spec.template.spec.containers[0].args ?? [];
      return differs(
        [
          role?.metadata.namespace,
          role?.rules[0].resources,
          args.filter((argument) => argument.startsWith("--leader-election")),
        ],
        [
          "snapshot-controller",
          ["leases"],
          ["--leader-election=true", "--leader-election-namespace=$(NAMESPACE)"],
        ],
      );
    },
  },
  { fact: "its pods bear the level restricted", broken: unrestricted },
];
