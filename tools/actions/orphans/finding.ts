/** Kinds of objects, in the order in which they can be deleted: what is used comes after what uses it. */
export const KINDS = [
  "balancer rule",
  "firewall rule",
  "egress rule",
  "machine",
  "affinity group",
  "address",
  "network",
  "volume",
] as const;

export type Kind = (typeof KINDS)[number];

/** An object that seems to be the platform's and that state does not know. */
export interface Finding {
  readonly kind: Kind;
  /** CloudStack's id. */
  readonly id: string;
  /** Its name; an address's is the address, a firewall rule's its ports and sources. */
  readonly name: string;
  /** CloudStack's state of a machine. */
  readonly state?: string;
  /** Why it is taken for the platform's, or why it is left alone. */
  readonly reason: string;
}

/** What was found, apart by what may be done with it. */
export interface Findings {
  /** The platform's own, in no state: what `--delete` removes. */
  readonly orphans: readonly Finding[];
  /** Somebody else's, or perhaps so: never deleted. */
  readonly kept: readonly Finding[];
}
