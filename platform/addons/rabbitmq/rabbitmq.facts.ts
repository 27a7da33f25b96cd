import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unkept } from "../kept-definitions.ts";
import { unrestricted } from "../restricted.ts";

const KIND = "rabbitmqclusters";

const podOf = (manifests: readonly Manifest[]) => ofKind(manifests, "Deployment")[0]?.spec.template.spec;

const webhooksOf = (manifests: readonly Manifest[]): readonly Manifest[] =>
  ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"].flatMap((kind) =>
    ofKind(manifests, kind).flatMap(({ metadata, webhooks }) =>
      webhooks.map((webhook: Manifest) => ({ ...webhook, metadata })),
    ),
  );

export const rabbitmqFacts: readonly Fact[] = [
  {
    fact: "it may look after clusters in all namespaces",
    broken: (manifests) => {
      const account = podOf(manifests)?.serviceAccountName;
      const binding = ofKind(manifests, "ClusterRoleBinding").find(
        ({ subjects }) => subjects[0].name === account,
      );
      const role = ofKind(manifests, "ClusterRole").find(
        ({ metadata }) => metadata.name === binding?.roleRef.name,
      );
      return role?.rules.some(({ resources }: Manifest) => resources.includes(KIND))
        ? undefined
        : `${account} has no role`;
    },
  },
  {
    fact: "its definition is upgraded with it, and stays when it goes",
    broken: (manifests) => unkept(manifests, [`${KIND}.rabbitmq.com`]),
  },
  {
    fact: "the definition fills in what the operator follows without looking",
    broken: (manifests) => {
      const schema = ofKind(manifests, "CustomResourceDefinition")[0]?.spec.versions[0].schema
        .openAPIV3Schema;
      const spec = schema?.properties.spec;
      const { replicas, persistence, resources, terminationGracePeriodSeconds } = spec?.properties ?? {};
      const storage = persistence?.properties.storage;
      const filled = [spec, replicas, persistence, storage, resources, terminationGracePeriodSeconds];
      return differs(filled.filter((field) => field?.default === undefined).length, 0);
    },
  },
  {
    fact: "nothing that it does not vouch for is stored",
    broken: (manifests) => {
      const policies = webhooksOf(manifests).map(({ failurePolicy, rules }) => [
        failurePolicy,
        rules[0].resources,
      ]);
      return differs(policies, [
        ["Fail", [KIND]],
        ["Fail", [KIND]],
      ]);
    },
  },
  {
    fact: "the API server knows it by a certificate that cert-manager makes",
    broken: (manifests) => {
      const [certificate] = ofKind(manifests, "Certificate");
      const mounted = podOf(manifests)?.volumes[0].secret.secretName;
      const asked = webhooksOf(manifests).map(({ clientConfig: { service }, metadata: { annotations } }) => [
        `${service.name}.${service.namespace}.svc`,
        annotations["cert-manager.io/inject-ca-from"],
      ]);
      const { namespace, name } = certificate?.metadata ?? {};
      const wanted = [certificate?.spec.dnsNames[0], `${namespace}/${name}`];
      return differs([mounted, ...asked], [certificate?.spec.secretName, wanted, wanted]);
    },
  },
  { fact: "its pods bear the level restricted", broken: unrestricted },
];
