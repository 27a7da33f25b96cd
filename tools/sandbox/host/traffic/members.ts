import type { LoadBalancerRule } from "../../ports.ts";

/** What earlier connections of a rule left behind. */
export interface BalancerState {
  /** How many connections the rule has had. */
  readonly turn: number;
  /** Open connections by member. */
  readonly open: ReadonlyMap<string, number>;
}

/** The members to try, best first: the rest are for when it refuses (HAProxy's `option redispatch`). */
export function membersInOrder(
  rule: LoadBalancerRule,
  client: string,
  state: BalancerState,
): readonly string[] {
  const { members } = rule;
  switch (rule.algorithm) {
    case "roundrobin":
      return rotate(members, state.turn);
    case "leastconn":
      // Sorting is stable, so that members that are equally busy take turns.
      return [...rotate(members, state.turn)].sort(
        (a, b) => (state.open.get(a) ?? 0) - (state.open.get(b) ?? 0),
      );
    case "source":
      return rotate(members, hash(client));
  }
}

function rotate(members: readonly string[], by: number): readonly string[] {
  if (members.length === 0) return [];
  const first = by % members.length;
  return [...members.slice(first), ...members.slice(0, first)];
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
