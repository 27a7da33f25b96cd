import type { Addon } from "../addon.ts";

/** Kubernetes' own, and the one with what the platform says of itself. */
const NO_ADDONS = ["kube-node-lease", "kube-public", "kube-system", "loco-system"];

/** Namespaces that no policy looks at: what runs there, an app's mistake or a policy's must not stop. */
export const platformNamespaces = (addons: readonly Addon[]): string[] =>
  [...new Set([...NO_ADDONS, ...addons.map(({ namespace }) => namespace)])].sort();
