import { differs, type Fact, type Manifest, ofKind } from "../facts.ts";

const podOf = (manifests: readonly Manifest[]) => ofKind(manifests, "DaemonSet")[0]?.spec.template.spec;

export const nodeExporterFacts: readonly Fact[] = [
  {
    fact: "it shares neither the node's network nor its processes, and may do nothing as root",
    broken: (manifests) => {
      const { hostNetwork, hostPID, hostIPC, securityContext, containers } = podOf(manifests) ?? {};
      return differs(
        [hostNetwork, hostPID, hostIPC, securityContext?.runAsNonRoot, containers?.[0].securityContext],
        [
          false,
          false,
          false,
          true,
          { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, readOnlyRootFilesystem: true },
        ],
      );
    },
  },
  {
    fact: "it only reads what it mounts of the node",
    broken: (manifests) => {
      const mounts: Manifest["spec"] = podOf(manifests)?.containers[0].volumeMounts ?? [];
      return differs(
        mounts.map(({ name, readOnly }: { name: string; readOnly?: boolean }) => [name, readOnly]),
        [
          ["proc", true],
          ["sys", true],
          ["root", true],
        ],
      );
    },
  },
  {
    fact: "it runs on every node",
    broken: (manifests) => differs(podOf(manifests)?.tolerations, [{ operator: "Exists" }]),
  },
];
