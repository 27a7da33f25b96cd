import type { PlatformFacts } from "../source.ts";

/**
 * The most that there may be in an app's namespace at once, by the names that Kubernetes counts it under.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export const quotaValues = ({
  cpu,
  memory,
  storage,
  volumes,
  pods,
}: NonNullable<PlatformFacts["quota"]>): Record<string, string> => ({
  "requests.cpu": cpu,
  "requests.memory": memory,
  "requests.storage": storage,
  persistentvolumeclaims: `${volumes}`,
  pods: `${pods}`,
});
