import { differs, type Fact, ofKind } from "../facts.ts";
import { operatorPod, perconaFacts, variable } from "../percona-facts.ts";

export const perconaXtradbFacts: readonly Fact[] = [
  ...perconaFacts,
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
    fact: "its pod bears the level restricted, and can write its certificate",
    broken: (manifests) => {
      const { securityContext, volumeMounts } = operatorPod(manifests)?.containers[0] ?? {};
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
