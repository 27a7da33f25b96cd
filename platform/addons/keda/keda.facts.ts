import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";
import { unkept } from "../kept-definitions.ts";
import { unrestricted } from "../restricted.ts";

const podOf = (manifests: readonly Manifest[], wanted: string) =>
  ofKind(manifests, "Deployment").find(({ metadata }) => metadata.name === wanted)?.spec.template.spec;

const argument = (manifests: readonly Manifest[], pod: string, name: string): string | undefined =>
  podOf(manifests, pod)
    ?.containers[0].args.find((arg: string) => arg.startsWith(`--${name}=`))
    ?.slice(name.length + 3);

export const kedaFacts: readonly Fact[] = [
  {
    fact: "it scales apps of all namespaces",
    broken: (manifests) => {
      const { env = [] } = podOf(manifests, "keda-operator")?.containers[0] ?? {};
      const watched = env.find(({ name }: { readonly name: string }) => name === "WATCH_NAMESPACE")?.value;
      return differs(watched, "");
    },
  },
  {
    fact: "its definitions are upgraded with it, and stay when it goes",
    broken: (manifests) =>
      unkept(manifests, ["scaledjobs.keda.sh", "scaledobjects.keda.sh", "triggerauthentications.keda.sh"]),
  },
  {
    fact: "it makes its certificates itself, and all of its pods have them",
    broken: (manifests) => {
      const secret = argument(manifests, "keda-operator", "cert-secret-name");
      const mounted = ofKind(manifests, "Deployment").map(
        ({ spec }) => spec.template.spec.volumes[0].secret.secretName,
      );
      const made = ofKind(manifests, "Secret").map(({ metadata }) => metadata.name);
      return differs([mounted, made], [mounted.map(() => secret), []]);
    },
  },
  {
    fact: "Kubernetes asks it for metrics, and the certificate is checked",
    broken: (manifests) => {
      const { service, insecureSkipTLSVerify } = ofKind(manifests, "APIService")[0]?.spec ?? {};
      return differs(
        [service?.name, insecureSkipTLSVerify],
        [argument(manifests, "keda-operator", "metrics-server-service-name"), undefined],
      );
    },
  },
  { fact: "its pods bear the level restricted", broken: unrestricted },
];
