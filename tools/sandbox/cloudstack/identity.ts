import { createHash } from "node:crypto";
import type { State } from "./state.ts";

/** The next number of a kind; counts from 1 and is kept in the state. */
export function nextNumber(draft: State, kind: string): number {
  const next = (draft.counters[kind] ?? 0) + 1;
  draft.counters[kind] = next;
  return next;
}

/** The next UUID of a kind of object: the same sequence of calls gives the same ids in every run. */
export function nextId(draft: State, kind: string): string {
  return uuidOf(`${draft.seed}/${kind}/${nextNumber(draft, kind)}`);
}

/** A UUID that follows from a text; lowercase, as the provider tells ids from names by that. */
export function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** The next MAC address of the prefix that CloudStack gives to guest NICs. */
export function nextMacAddress(draft: State): string {
  const hex = nextNumber(draft, "mac").toString(16).padStart(8, "0");
  return `02:01:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6, 8)}`;
}
