import { parse } from "yaml";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unkept } from "../kept-definitions.ts";
import { unrestricted } from "../restricted.ts";
import { certificateMadeAtRunTime } from "../webhook-certificate.ts";

const settingsOf = (manifests: readonly Manifest[]): Readonly<Record<string, unknown>> =>
  parse(ofKind(manifests, "ConfigMap").find(({ data }) => data["eck.yaml"])?.data["eck.yaml"] ?? "{}");

export const eckFacts: readonly Fact[] = [
  {
    fact: "it looks after Elasticsearch in all namespaces, and may",
    broken: (manifests) => {
      const { namespaces, "namespace-selector": selector } = settingsOf(manifests);
      const bindings = ofKind(manifests, "ClusterRoleBinding").map(({ subjects }) => subjects[0].namespace);
      return differs([namespaces, selector, bindings], [undefined, undefined, ["eck"]]);
    },
  },
  {
    fact: "its definitions are upgraded with it, and stay when it goes",
    broken: (manifests) =>
      unkept(manifests, ["elasticsearches.elasticsearch.k8s.elastic.co", "kibanas.kibana.k8s.elastic.co"]),
  },
  certificateMadeAtRunTime,
  {
    fact: "it does not call Elastic",
    broken: (manifests) => differs(settingsOf(manifests)["disable-telemetry"], true),
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
];
