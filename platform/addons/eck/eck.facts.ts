import { parse } from "yaml";
import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";

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
    broken: (manifests) => {
      const definitions = ofKind(manifests, "CustomResourceDefinition");
      const kept = definitions.filter(
        ({ metadata }) => metadata.annotations?.["helm.sh/resource-policy"] === "keep",
      );
      const names = kept.map(({ metadata }) => metadata.name);
      const missing = [
        "elasticsearches.elasticsearch.k8s.elastic.co",
        "kibanas.kibana.k8s.elastic.co",
      ].filter((name) => !names.includes(name));
      return missing.length === 0
        ? differs(kept.length, definitions.length)
        : `without ${missing.join(", ")}`;
    },
  },
  {
    fact: "its webhook's certificate is not in the release, which would make another one every time",
    broken: (manifests) => {
      const filled = ofKind(manifests, "Secret").filter(({ data, stringData }) => data ?? stringData);
      const bundled = ofKind(manifests, "ValidatingWebhookConfiguration").flatMap(({ webhooks }) =>
        webhooks.filter(({ clientConfig }: Manifest) => clientConfig.caBundle !== undefined),
      );
      return differs([filled.length, bundled.length], [0, 0]);
    },
  },
  {
    fact: "it does not call Elastic",
    broken: (manifests) => differs(settingsOf(manifests)["disable-telemetry"], true),
  },
  { fact: "its pod bears the level restricted", broken: unrestricted },
];
