import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unkept } from "../kept-definitions.ts";
import { unrestricted } from "../restricted.ts";
import { certificateMadeAtRunTime } from "../webhook-certificate.ts";

const podOf = (manifests: readonly Manifest[], wanted: string) =>
  ofKind(manifests, "Deployment").find(({ metadata }) => metadata.name === wanted)?.spec.template.spec;

export const externalSecretsFacts: readonly Fact[] = [
  {
    fact: "it copies into all namespaces",
    broken: (manifests) => {
      const args: readonly string[] = podOf(manifests, "external-secrets")?.containers[0].args ?? [];
      return differs(
        args.filter((arg) => arg.startsWith("--namespace=")),
        [],
      );
    },
  },
  {
    fact: "it makes Secrets and nothing else",
    broken: (manifests) => {
      const args: readonly string[] = podOf(manifests, "external-secrets")?.containers[0].args ?? [];
      return differs(args.includes("--unsafe-allow-generic-targets=true"), false);
    },
  },
  {
    fact: "its definitions are upgraded with it, and stay when it goes",
    broken: (manifests) =>
      unkept(manifests, [
        "clustersecretstores.external-secrets.io",
        "externalsecrets.external-secrets.io",
        "secretstores.external-secrets.io",
      ]),
  },
  certificateMadeAtRunTime,
  {
    fact: "the certificate goes where the webhook looks for it",
    broken: (manifests) => {
      const { volumes = [] } = podOf(manifests, "external-secrets-webhook") ?? {};
      const args: readonly string[] =
        podOf(manifests, "external-secrets-cert-controller")?.containers[0].args ?? [];
      const wanted = args.find((arg) => arg.startsWith("--secret-name="))?.slice("--secret-name=".length);
      return differs(volumes[0]?.secret.secretName, wanted);
    },
  },
  { fact: "its pods bear the level restricted", broken: unrestricted },
];
