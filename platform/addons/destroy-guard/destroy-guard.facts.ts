import { differs, type Fact, ofKind } from "../facts.ts";
import { GUARDED } from "./guarded.ts";

export const destroyGuardFacts: readonly Fact[] = [
  {
    fact: "the ConfigMap that a destroy deletes first is held for namespaces, volumes and addresses",
    broken: (manifests) =>
      differs(
        ofKind(manifests, "ValidatingAdmissionPolicy").map(({ spec }) => [
          spec.paramKind.kind,
          spec.matchConstraints.resourceRules[0].resourceNames,
          spec.matchConstraints.resourceRules[0].operations,
          spec.failurePolicy,
        ]),
        ["Namespace", "PersistentVolume", "Service"].map((kind) => [
          kind,
          [GUARDED.name],
          ["DELETE"],
          "Fail",
        ]),
      ),
  },
  {
    fact: "every policy has a binding that denies, for every object there is",
    broken: (manifests) => {
      const policies = ofKind(manifests, "ValidatingAdmissionPolicy").map(({ metadata }) => metadata.name);
      return differs(
        ofKind(manifests, "ValidatingAdmissionPolicyBinding").map(({ spec }) => [
          spec.policyName,
          spec.validationActions,
          spec.paramRef.selector,
          spec.paramRef.parameterNotFoundAction,
        ]),
        policies.map((name) => [name, ["Deny"], {}, "Allow"]),
      );
    },
  },
];
