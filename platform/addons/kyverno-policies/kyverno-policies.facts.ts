import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { optional } from "../optional.ts";
import { PLATFORM_LABEL } from "../platform-label.ts";

const policies = (manifests: readonly Manifest[]) => ofKind(manifests, "ValidatingPolicy");

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

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
        const expressions: readonly Expression[] =
          spec.matchConstraints.namespaceSelector?.matchExpressions ?? [];
        const left = expressions.flatMap(({ operator, values = [] }) => (operator === "NotIn" ? values : []));
        const labelled = expressions.some(
          ({ key, operator }) => key === PLATFORM_LABEL && operator === "DoesNotExist",
        );
        return [...wanted.filter((name) => !left.includes(name)), ...(labelled ? [] : [PLATFORM_LABEL])].map(
          (name) => `${metadata.name}: ${name}`,
        );
      });
      return differs(open, []);
    },
  },
  {
    fact: "nobody but the platform marks a namespace as the platform's, whether Kyverno is there or not",
    broken: (manifests) => {
      const [policy] = ofKind(manifests, "ValidatingAdmissionPolicy");
      const [binding] = ofKind(manifests, "ValidatingAdmissionPolicyBinding");
      return differs(
        [
          policy?.metadata.name,
          policy?.spec.failurePolicy,
          binding?.spec.policyName,
          binding?.spec.validationActions,
        ],
        ["platform-label", "Fail", "platform-label", ["Deny"]],
      );
    },
  },
  {
    fact: "each lets everything through while Kyverno is away",
    broken: (manifests) =>
      differs([...new Set(policies(manifests).map(({ spec }) => spec.failurePolicy))], ["Ignore"]),
  },
];
