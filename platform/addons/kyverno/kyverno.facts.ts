import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unkept } from "../kept-definitions.ts";
import { unrestricted } from "../restricted.ts";

const argumentsOf = (manifests: readonly Manifest[], wanted: string): readonly string[] =>
  ofKind(manifests, "Deployment").find(({ metadata }) => metadata.name === wanted)?.spec.template.spec
    .containers[0].args ?? [];

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Namespaces that its webhooks leave out. */
function leftOut(manifests: readonly Manifest[]): readonly string[] {
  const settings = ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata.name === "kyverno");
  const { namespaceSelector } = JSON.parse(settings?.data.webhooks ?? "{}");
  const expressions: readonly Expression[] = namespaceSelector?.matchExpressions ?? [];
  return expressions
    .filter(({ key, operator }) => key === "kubernetes.io/metadata.name" && operator === "NotIn")
    .flatMap(({ values }) => values);
}

export const kyvernoFacts: readonly Fact[] = [
  {
    fact: "while it is away no webhook of its policies stops anything",
    broken: (manifests) =>
      argumentsOf(manifests, "kyverno-admission-controller").includes("--forceFailurePolicyIgnore=true")
        ? undefined
        : "policies say themselves",
  },
  {
    fact: "its webhooks leave out Kubernetes' own namespaces and the platform's",
    broken: (manifests, { addons }) => {
      const found = leftOut(manifests);
      const wanted = ["kube-system", "loco-system", ...addons.map(({ namespace }) => namespace)];
      return differs(
        wanted.filter((name) => !found.includes(name)),
        [],
      );
    },
  },
  {
    fact: "nothing of it has to run before it goes",
    broken: (manifests) =>
      differs(
        ofKind(manifests, "Job")
          .filter(({ metadata }) => metadata.annotations?.["helm.sh/hook"]?.includes("delete"))
          .map(({ metadata }) => metadata.name),
        [],
      ),
  },
  {
    fact: "its definitions are upgraded with it, and stay when it goes",
    broken: (manifests) =>
      unkept(manifests, [
        "clusterpolicies.kyverno.io",
        "generatingpolicies.policies.kyverno.io",
        "policyreports.wgpolicyk8s.io",
        "validatingpolicies.policies.kyverno.io",
      ]),
  },
  {
    fact: "it makes its certificates itself, when it starts",
    broken: (manifests) => differs(ofKind(manifests, "Secret").length, 0),
  },
  { fact: "its pods bear the level restricted", broken: unrestricted },
];
