import { LocoError } from "../../platform/errors/loco-error.ts";
import { notOneOf } from "../../platform/errors/not-one-of.ts";
import { table } from "../console/table.ts";
import type { Fault, FaultKind } from "./cloudstack/faults.ts";
import type { FaultReport } from "./daemon/control.ts";

/** What a person may say about a fault beside its kind. */
export interface FaultDetails {
  readonly milliseconds?: number;
  readonly status?: number;
  readonly text?: string;
}

/** The details that a kind takes; `*` after one that it needs. */
const takes: Readonly<Record<FaultKind, readonly string[]>> = {
  drop: [],
  error: ["status"],
  "fail-job": ["text"],
  latency: ["milliseconds*"],
  "lose-reply": [],
  "no-boot": [],
  quota: [],
  refuse: ["text"],
  "refuse-connection": ["milliseconds"],
};

const faultKinds = Object.keys(takes) as readonly FaultKind[];

/**
 * The fault of a command line.
 *
 * @throws LocoError FAULT_INVALID for an unknown kind, a detail that the kind does not take, or one that it needs.
 */
export function faultOf(kind: string, details: FaultDetails): Fault {
  const known = faultKinds.find((candidate) => candidate === kind);
  if (known === undefined) throw notOneOf("FAULT_INVALID", "fault", kind, faultKinds);
  const given = Object.entries(details).filter(([, value]) => value !== undefined);
  for (const [name] of given) {
    if (takes[known].some((detail) => detail.replace("*", "") === name)) continue;
    throw new LocoError("FAULT_INVALID", `${known} takes no --${name}`, {
      hint: `leave it out; ${takes[known].length === 0 ? `${known} takes nothing` : `${known} takes ${list(known)}`}`,
    });
  }
  const missing = takes[known].find(
    (detail) => detail.endsWith("*") && !given.some(([name]) => `${name}*` === detail),
  );
  if (missing !== undefined) {
    const name = missing.replace("*", "");
    throw new LocoError("FAULT_INVALID", `${known} needs --${name}`, { hint: `for instance --${name} 3000` });
  }
  return { kind: known, ...Object.fromEntries(given) } as Fault;
}

/** The faults that are set, for people. */
export function describeFaults({ rules, flapping }: FaultReport): string {
  const rows = rules.map(({ rule, seen, used }) => {
    const { kind, ...details } = rule.fault;
    const { command, name, nth = 1, times = 1 } = rule;
    return [
      name === undefined ? command : `${command} ${name}`,
      [kind, ...Object.entries(details).map(([key, value]) => `${key} ${value}`)].join(", "),
      times === 1 ? `call ${nth}` : `calls ${nth} to ${nth + times - 1}`,
      String(seen),
      used === times ? "all struck" : `${used} of ${times} struck`,
    ];
  });
  const lines = [
    ...(rows.length === 0 ? [] : [table(["COMMAND", "FAULT", "AT", "CALLS SEEN", "SO FAR"], rows)]),
    ...flapping.map(
      ({ machine, milliseconds }) =>
        `${machine} leaves and joins load balancing every ${milliseconds / 1000} s`,
    ),
  ];
  return lines.length === 0 ? "no faults are set" : lines.join("\n");
}

function list(kind: FaultKind): string {
  return takes[kind].map((detail) => `--${detail.replace("*", "")}`).join(", ");
}
