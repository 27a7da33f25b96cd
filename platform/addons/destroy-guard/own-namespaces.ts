import type { Addon } from "../addon.ts";
import { LOCO_SYSTEM } from "../in-cluster.ts";

/** Made by Kubernetes itself, and never deleted. Anybody may use `default`, so what is in it may be in use. */
const KUBERNETES = ["default", "kube-node-lease", "kube-public", "kube-system"] as const;

/** Namespaces that do not make a platform with these addons one in use, sorted. */
export const ownNamespaces = (addons: readonly Pick<Addon, "namespace">[]): string[] =>
  [...new Set([...KUBERNETES, LOCO_SYSTEM, ...addons.map(({ namespace }) => namespace)])].sort();
