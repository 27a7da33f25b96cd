import { isAsync, isReading } from "./catalogue.ts";

/** What goes wrong with one call of the API. */
export type Fault =
  /** The call waits, then is performed. */
  | { readonly kind: "latency"; readonly milliseconds: number }
  /** A gateway before CloudStack answers with an HTML page; nothing is performed. `status` is 503 unless given. */
  | { readonly kind: "error"; readonly status?: number }
  /** CloudStack refuses the call with an error 530 of its own; nothing is performed. */
  | { readonly kind: "refuse"; readonly text?: string }
  /** The account or project has used up its limit: CloudStack's error 535; nothing is performed. */
  | { readonly kind: "quota" }
  /** The connection is closed without an answer; nothing is performed. */
  | { readonly kind: "drop" }
  /** As `drop`, and the API's port refuses all connections for a time, 2,000 milliseconds unless given. */
  | { readonly kind: "refuse-connection"; readonly milliseconds?: number }
  /** The call is performed, a job runs to its end, but the connection is closed without an answer. */
  | { readonly kind: "lose-reply" }
  /** The call is accepted and its job fails, with what CloudStack leaves behind of such a job. */
  | { readonly kind: "fail-job"; readonly text?: string }
  /** The machine reaches Running, but nothing in it starts, also at later starts, until it is restored. */
  | { readonly kind: "no-boot" };

export type FaultKind = Fault["kind"];

/** When a fault strikes: at calls `nth` to `nth + times - 1` of a command, counted from when the rule was set. */
export interface FaultRule {
  /** A command of CloudStack's API in any case, or `*`: every command that changes something and can have the fault. */
  readonly command: string;
  /** Only calls with this parameter `name`, such as a machine's or a network's. @default any */
  readonly name?: string;
  /** @default 1 */
  readonly nth?: number;
  /** @default 1 */
  readonly times?: number;
  readonly fault: Fault;
}

/** A rule and what has become of it. */
export interface FaultStatus {
  readonly rule: FaultRule;
  /** Calls that were counted. */
  readonly seen: number;
  /** How often it struck. */
  readonly used: number;
}

/** What is looked at to tell which fault a call has. */
export interface CountedCall {
  /** In the catalogue's spelling. */
  readonly command: string;
  /** Its parameter `name`. */
  readonly name?: string | undefined;
}

/** The limits of CloudStack that `quota` plays, by the command that runs into them. */
export const limits: Readonly<Record<string, { readonly type: string; readonly collection: Limited }>> = {
  associateIpAddress: { type: "public_ip", collection: "addresses" },
  createNetwork: { type: "network", collection: "networks" },
  createVolume: { type: "volume", collection: "volumes" },
  deployVirtualMachine: { type: "user_vm", collection: "machines" },
};

/** Commands that boot a machine's disk as it is. */
export const booting: readonly string[] = [
  "deployVirtualMachine",
  "rebootVirtualMachine",
  "startVirtualMachine",
];

type Limited = "addresses" | "networks" | "volumes" | "machines";

/** Whether a command, in the catalogue's spelling, can have a fault of the kind. */
export function canHave(command: string, kind: FaultKind): boolean {
  if (kind === "fail-job") return isAsync(command);
  if (kind === "no-boot") return booting.includes(command);
  return kind === "quota" ? command in limits : true;
}

/**
 * The fault of a call, and the rules after it. Every rule that matches counts the call; the first that is
 * due strikes. A rule whose turn another one took stays due.
 */
export function strike(
  rules: readonly FaultStatus[],
  { command, name }: CountedCall,
): { readonly fault: Fault | undefined; readonly rules: readonly FaultStatus[] } {
  const counted = rules.map((status) =>
    matches(status.rule, command, name) ? { ...status, seen: status.seen + 1 } : status,
  );
  const striking = counted.findIndex((status) => matches(status.rule, command, name) && isDue(status));
  return {
    fault: counted[striking]?.rule.fault,
    rules: counted.map((status, at) => (at === striking ? { ...status, used: status.used + 1 } : status)),
  };
}

function matches(rule: FaultRule, command: string, name: string | undefined): boolean {
  if (rule.name !== undefined && rule.name !== name) return false;
  const isNamed =
    rule.command === "*" ? !isReading(command) : rule.command.toLowerCase() === command.toLowerCase();
  return isNamed && canHave(command, rule.fault.kind);
}

function isDue({ rule: { nth = 1, times = 1 }, seen, used }: FaultStatus): boolean {
  return seen >= nth && used < times;
}
