import fc from "fast-check";
import { parse, stringify } from "smol-toml";

/** One thing that an operator does to a platform. */
export type Change =
  /** A pool gets a count; it is made when it is not there, and 0 leaves it without nodes. */
  | { readonly kind: "pool"; readonly pool: Pool; readonly count: number }
  | { readonly kind: "drop-pool"; readonly pool: Pool }
  /** One or three servers: more by a deploy, fewer by `loco nodes remove`. */
  | { readonly kind: "servers"; readonly count: 1 | 3 }
  /** Replaces the n-th node there is, counted around, if it may be replaced. */
  | { readonly kind: "replace-node"; readonly nth: number }
  | { readonly kind: "replace-pool"; readonly pool: Pool }
  | { readonly kind: "api-cidrs"; readonly cidrs: readonly string[] }
  | { readonly kind: "version"; readonly version: string }
  /** A change that every deploy refuses, taken back afterwards. */
  | { readonly kind: "refused"; readonly what: "pod-network" | "generation" | "address" };

type Pool = "apps" | "data";

const pool = fc.constantFrom<Pool>("apps", "data");

/** Any change. Those of nodes are the likeliest. */
export const anyChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("pool" as const), pool, count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop-pool" as const), pool }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("servers" as const),
      count: fc.constantFrom(1 as const, 3 as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("replace-node" as const), nth: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("replace-pool" as const), pool }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("api-cidrs" as const),
      cidrs: fc.constantFrom(
        ["127.0.0.0/8"],
        ["127.0.0.0/9", "127.128.0.0/9"],
        ["127.0.0.0/8", "10.9.0.0/16"],
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("version" as const),
      version: fc.constantFrom("v1.36.3+k3s1", "v1.36.3+k3s2"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("refused" as const),
      what: fc.constantFrom("pod-network" as const, "generation" as const, "address" as const),
    }),
  },
);

/** A platform.toml, as far as the changes know it. */
export interface Platform {
  control_plane_count: number;
  k3s_version: string;
  api_lb_allowed_cidrs: string[];
  control_plane: { generations?: Record<string, number> };
  k3s?: Record<string, string>;
  pools?: { name: string; count: number; offering: string; ip_start: string; generation?: number }[];
}

const START: Readonly<Record<Pool, string>> = { apps: "10.1.1.32", data: "10.1.1.64" };

/** The file after a change of its values alone. */
export function edited(text: string, change: (platform: Platform) => void): string {
  const platform = parse(text) as unknown as Platform;
  change(platform);
  return stringify(platform);
}

/** Gives a pool a count. */
export function setPool(platform: Platform, name: Pool, count: number): void {
  platform.pools ??= [];
  const existing = platform.pools.find((pool) => pool.name === name);
  if (existing === undefined) platform.pools.push({ name, count, offering: "medium", ip_start: START[name] });
  else existing.count = count;
}

/** Takes a pool out of the file. */
export function dropPool(platform: Platform, name: Pool): void {
  platform.pools = (platform.pools ?? []).filter((pool) => pool.name !== name);
}
