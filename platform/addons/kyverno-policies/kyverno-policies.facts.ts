import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { optional } from "../optional.ts";

const policies = (manifests: readonly Manifest[]) => ofKind(manifests, "ValidatingPolicy");

export const kyvernoPoliciesFacts: readonly Fact[] = [
  {
    fact: "those that platform.toml names refuse, and no others",
    broken: (manifests, { config }) => {
      const refusing = policies(manifests).filter(({ spec }) => !spec.validationActions.includes("Audit"));
      return differs(
        refusing.map(({ metadata }) => metadata.name).sort(),
        optional(config, "kyverno-policies").enforce.toSorted(),
      );
    },
  },
  {
    fact: "none looks at Kubernetes' own namespaces and the platform's",
    broken: (manifests, { addons }) => {
      const wanted = ["kube-system", "loco-system", ...addons.map(({ namespace }) => namespace)];
      const open = policies(manifests).flatMap(({ metadata, spec }) => {
        const [expression] = spec.matchConstraints.namespaceSelector?.matchExpressions ?? [];
        const left = expression?.operator === "NotIn" ? expression.values : [];
        return wanted.filter((name) => !left.includes(name)).map((name) => `${metadata.name}: ${name}`);
      });
      return differs(open, []);
    },
  },
  {
    fact: "each lets everything through while Kyverno is away",
    broken: (manifests) =>
      differs([...new Set(policies(manifests).map(({ spec }) => spec.failurePolicy))], ["Ignore"]),
  },
];
