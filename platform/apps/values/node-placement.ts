import type { App } from "../app.ts";
import type { PlatformFacts } from "../source.ts";

/** A toleration, as Kubernetes writes it. */
export interface Toleration {
  readonly key: string;
  readonly operator: "Equal" | "Exists";
  readonly value?: string;
  readonly effect: string;
}

/** Where pods of an app run. */
export interface NodePlacement {
  readonly nodeSelector: { readonly "loco.dev/pool": string };
  readonly tolerations?: Toleration[];
}

/** The nodes of the app's pool; undefined when any node without a taint will do. */
export function nodePlacement(
  { pool }: Pick<App, "pool">,
  { pools }: Pick<PlatformFacts, "pools">,
): NodePlacement | undefined {
  if (pool === undefined) return undefined;
  const taints = pools.find(({ name }) => name === pool)?.taints ?? [];
  return {
    nodeSelector: { "loco.dev/pool": pool },
    ...(taints.length === 0 ? {} : { tolerations: taints.map(tolerationOf) }),
  };
}

/** @param taint as key=value:Effect, key=:Effect or key:Effect */
function tolerationOf(taint: string): Toleration {
  const colon = taint.lastIndexOf(":");
  const [key = "", value] = taint.slice(0, colon).split("=");
  const effect = taint.slice(colon + 1);
  return value ? { key, operator: "Equal", value, effect } : { key, operator: "Exists", effect };
}
