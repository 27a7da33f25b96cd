import { cidr } from "../config/ipv4.ts";
import type { PlatformFacts } from "./source.ts";

/** A range of addresses that no app connects to by its address, and why. */
export interface ClosedRange {
  readonly cidr: string;
  /** Completes "is in". */
  readonly what: string;
  /** Absent: who is meant has a name. */
  readonly instead?: string;
}

/** Link-local addresses: clouds have their metadata servers there. */
export const LINK_LOCAL = "169.254.0.0/16";

const NODES_ONLY = "user data of nodes holds the cluster's keys";

/** Ranges that `network.to` does not open. Only Cilium would keep an app from them, were they opened. */
export const closedTo = (network: PlatformFacts["network"]): readonly ClosedRange[] => [
  { cidr: network.pods, what: "the pods' network" },
  { cidr: network.services, what: "the Services' network" },
  { cidr: `${network.gateway}/32`, what: "the nodes' metadata server", instead: NODES_ONLY },
  { cidr: LINK_LOCAL, what: "a metadata server's network", instead: NODES_ONLY },
];

/** Whether all of a range is in another one. */
export function isWithin(inner: string, outer: string): boolean {
  const [a, b] = [cidr(inner), cidr(outer)];
  return a.first >= b.first && a.last <= b.last;
}
