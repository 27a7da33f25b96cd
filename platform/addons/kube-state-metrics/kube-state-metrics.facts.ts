import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { cloudnativePgStates } from "./cloudnative-pg-states.ts";
import type { CustomStates } from "./custom-states.ts";
import { k8upStates } from "./k8up-states.ts";
import { perconaMongodbStates, perconaXtradbStates } from "./percona-states.ts";

const rulesOf = (manifests: readonly Manifest[]): Manifest["rules"] =>
  ofKind(manifests, "ClusterRole").flatMap(({ rules }) => rules);

const tells = ({ addon, group, resources }: CustomStates): Fact => ({
  fact: `where ${addon} is on it may read its objects, and is told how`,
  broken: (manifests, { addons }) => {
    const rule = rulesOf(manifests).find(({ apiGroups }: { apiGroups: readonly string[] }) =>
      apiGroups.includes(group),
    );
    const on = addons.some(({ name }) => name === addon);
    const told = ofKind(manifests, "ConfigMap").some(({ data }) => data["config.yaml"]?.includes(group));
    return differs([rule?.resources, told], [on ? resources : undefined, on]);
  },
});

export const kubeStateMetricsFacts: readonly Fact[] = [
  {
    fact: "it may list and watch, and never reads Secrets or ConfigMaps",
    broken: (manifests) => {
      const rules: Manifest["rules"] = rulesOf(manifests);
      const more = rules.filter(
        ({ resources, verbs }: { resources: readonly string[]; verbs: readonly string[] }) =>
          verbs.some((verb) => !["list", "watch"].includes(verb)) ||
          resources.some((resource) => ["secrets", "configmaps", "*"].includes(resource)),
      );
      return more.length === 0 ? undefined : JSON.stringify(more);
    },
  },
  ...[cloudnativePgStates, k8upStates, perconaMongodbStates, perconaXtradbStates].map(tells),
];
