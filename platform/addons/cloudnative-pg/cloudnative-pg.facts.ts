import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unrestricted } from "../restricted.ts";

const containerOf = (manifests: readonly Manifest[]) =>
  ofKind(manifests, "Deployment")[0]?.spec.template.spec.containers[0];

const namesOf = (manifests: readonly Manifest[], kind: string) =>
  ofKind(manifests, kind).map(({ metadata }) => metadata.name);

export const cloudnativePgFacts: readonly Fact[] = [
  {
    fact: "it looks after databases in all namespaces, and may",
    broken: (manifests) => {
      const env: readonly { readonly name: string }[] = containerOf(manifests)?.env ?? [];
      const narrowed = env.some(({ name }) => name === "WATCH_NAMESPACE");
      return differs([narrowed, namesOf(manifests, "ClusterRoleBinding")], [false, ["cloudnative-pg"]]);
    },
  },
  {
    fact: "its definitions are upgraded with it, and stay when it goes",
    broken: (manifests) => {
      const definitions = ofKind(manifests, "CustomResourceDefinition");
      const lost = definitions.filter(
        ({ metadata }) => metadata.annotations?.["helm.sh/resource-policy"] !== "keep",
      );
      const wanted = ["backups", "clusters", "scheduledbackups"].map((one) => `${one}.postgresql.cnpg.io`);
      const missing = wanted.filter((name) => !definitions.some(({ metadata }) => metadata.name === name));
      const wrong = [...lost.map(({ metadata }) => metadata.name), ...missing];
      return wrong.length === 0 ? undefined : wrong.join(", ");
    },
  },
  {
    fact: "backups tell when they ended, which alerts are made of",
    broken: (manifests) => {
      const backups = ofKind(manifests, "CustomResourceDefinition").find(
        ({ metadata }) => metadata.name === "backups.postgresql.cnpg.io",
      );
      const status = backups?.spec.versions[0].schema.openAPIV3Schema.properties.status.properties;
      return differs(status?.reconciliationTerminatedAt?.format, "date-time");
    },
  },
  {
    fact: "nothing that it does not vouch for becomes a database",
    broken: (manifests) => {
      const [hooks] = ofKind(manifests, "ValidatingWebhookConfiguration");
      const policies = new Set(
        (hooks?.webhooks ?? []).map(({ failurePolicy }: Manifest) => String(failurePolicy)),
      );
      return differs([...policies], ["Fail"]);
    },
  },
  { fact: "its pods bear the level restricted", broken: unrestricted },
];
