import { minorOf } from "../../../platform/cluster/k3s-minor.ts";
import type { ObservedNode, ObservedPlatform } from "./observe.ts";

/**
 * Why a node cannot be made anew with the k3s of platform.toml beside the servers that run; undefined when it can. A kubelet
 * must not be newer than an API server, and servers must be one minor version apart at most.
 *
 * @see https://kubernetes.io/releases/version-skew-policy/
 */
export function skewTrouble(node: ObservedNode, { config, nodes }: ObservedPlatform): string | undefined {
  const minor = minorOf(config.k3s_version);
  const others = nodes.flatMap(({ slot, role, kubernetes }) =>
    role === "server" && slot !== node.slot && kubernetes !== undefined && kubernetes.version !== ""
      ? [{ slot, version: kubernetes.version, ahead: minor - minorOf(kubernetes.version) }]
      : [],
  );
  const unfit = others.find(({ ahead }) => (node.role === "agent" ? ahead > 0 : ahead > 1 || ahead < 0));
  if (unfit === undefined) return undefined;
  const rule =
    node.role === "agent"
      ? "an agent must not be newer than a server"
      : "servers may be one minor version apart, and a new one not behind";
  return `it would get ${config.k3s_version}, ${unfit.slot} runs ${unfit.version}, and ${rule}`;
}
