import type { Manifest } from "./facts.ts";

/** A pod's security context as the Pod Security level restricted asks for, where the image names no user but root. */
export const restrictedPod = (user: number) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  // Else every start goes through all files of a volume.
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
});

/** A container's, which also writes to its volumes only. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/** Undefined when all pods bear the level restricted, else what keeps one from it. */
export function unrestricted(manifests: readonly Manifest[]): string | undefined {
  const pods = manifests.filter(({ spec }) => spec?.template?.spec?.containers !== undefined);
  if (pods.length === 0) return "there are no pods";
  for (const { metadata, spec } of pods) {
    const { securityContext: pod = {}, hostNetwork, hostPID, volumes } = spec.template.spec;
    const { containers, initContainers = [] } = spec.template.spec;
    if (hostNetwork || hostPID) return `${metadata.name} shares its node's network or processes`;
    for (const { name, hostPath } of volumes ?? [])
      if (hostPath) return `${metadata.name}: ${name} is on the node`;
    for (const { name, securityContext } of [...initContainers, ...containers]) {
      const own = { ...pod, ...securityContext };
      if (own.runAsNonRoot !== true) return `${metadata.name}: ${name} may run as root`;
      if (own.seccompProfile?.type !== "RuntimeDefault")
        return `${metadata.name}: ${name} has no seccomp profile`;
      if (own.allowPrivilegeEscalation !== false) return `${metadata.name}: ${name} may gain rights`;
      if (!own.capabilities?.drop?.includes("ALL")) return `${metadata.name}: ${name} has capabilities`;
    }
  }
  return undefined;
}
