import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";

const podOf = (manifests: readonly Manifest[]) => ofKind(manifests, "Deployment")[0]?.spec.template.spec;

const variable = (manifests: readonly Manifest[], wanted: string): string | undefined =>
  podOf(manifests)?.containers[0].env.find(({ name }: { readonly name: string }) => name === wanted)?.value;

export const perconaXtradbFacts: readonly Fact[] = [
  {
    fact: "it looks after databases in all namespaces, and may",
    broken: (manifests) =>
      differs(
        [
          variable(manifests, "WATCH_NAMESPACE"),
          ofKind(manifests, "ClusterRoleBinding").map(({ subjects }) => subjects[0].name),
        ],
        ["", [podOf(manifests)?.serviceAccountName]],
      ),
  },
  {
    fact: "its webhook is asked under the name that it gives the API server",
    broken: (manifests) =>
      differs(
        ofKind(manifests, "Service").map(({ metadata }) => metadata.name),
        ["percona-xtradb-cluster-operator"],
      ),
  },
  {
    fact: "it finds itself under the name that it is told",
    broken: (manifests) =>
      differs(variable(manifests, "OPERATOR_NAME"), ofKind(manifests, "Deployment")[0]?.metadata.name),
  },
  {
    fact: "it does not call Percona",
    broken: (manifests) => differs(variable(manifests, "DISABLE_TELEMETRY"), "true"),
  },
  {
    fact: "its pod bears the level restricted, and can write its certificate",
    broken: (manifests) => {
      const { securityContext, volumeMounts } = podOf(manifests)?.containers[0] ?? {};
      return differs(
        [securityContext, volumeMounts?.[0].mountPath],
        [
          {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            seccompProfile: { type: "RuntimeDefault" },
          },
          "/tmp",
        ],
      );
    },
  },
];
