import { LOCO_APPS } from "../../apps/loco-apps.ts";
import type { Addon } from "../addon.ts";
import { LOCO_SYSTEM } from "../in-cluster.ts";

/** Made by Kubernetes itself, and never deleted. Anybody may use `default`, so what is in it may be in use. */
export const KUBERNETES_NAMESPACES: readonly string[] = [
  "default",
  "kube-node-lease",
  "kube-public",
  "kube-system",
];

/** Namespaces of a platform with these addons, sorted. */
export const platformNamespaces = (addons: readonly Pick<Addon, "namespace">[]): string[] =>
  [...new Set([LOCO_APPS, LOCO_SYSTEM, ...addons.map(({ namespace }) => namespace)])].sort();
