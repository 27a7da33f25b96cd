import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";

const argumentsOf = (manifests: readonly Manifest[]): readonly string[] =>
  ofKind(manifests, "Deployment")[0]?.spec.template.spec.containers[0].args ?? [];

export const sealedSecretsFacts: readonly Fact[] = [
  {
    fact: "its key stays the same, so that one copy is enough",
    broken: (manifests) => {
      const args = argumentsOf(manifests);
      return differs(args[args.indexOf("--key-renew-period") + 1], "0");
    },
  },
  {
    fact: "kubeseal finds it under the name that it looks for",
    broken: (manifests) =>
      differs(
        ofKind(manifests, "Service").some(({ metadata }) => metadata.name === "sealed-secrets-controller"),
        true,
      ),
  },
  {
    fact: "it may make Secrets in all namespaces",
    broken: (manifests) => {
      const roles = ofKind(manifests, "ClusterRoleBinding").map(({ roleRef }) => roleRef.name);
      const rules = ofKind(manifests, "ClusterRole")
        .filter(({ metadata }) => roles.includes(metadata.name))
        .flatMap((role) => role.rules)
        .filter(({ resources }) => resources.includes("secrets"));
      return rules.some(({ verbs }) => verbs.includes("create")) ? undefined : `it has ${roles.join(", ")}`;
    },
  },
  {
    fact: "it has no key of the render's",
    broken: (manifests) => differs(ofKind(manifests, "Secret").length, 0),
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
];
