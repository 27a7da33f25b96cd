import { LocoError } from "../../../platform/errors/loco-error.ts";
import { notOneOf } from "../../../platform/errors/not-one-of.ts";
import { commandName, commandNames } from "./catalogue.ts";
import {
  booting,
  type CountedCall,
  canHave,
  type Fault,
  type FaultKind,
  type FaultRule,
  type FaultStatus,
  limits,
  strike,
} from "./faults.ts";

/** The faults of a cloud. They are kept in memory: a restart forgets them. */
export interface Faults {
  /**
   * Replaces all rules; counting starts anew.
   *
   * @throws LocoError FAULT_INVALID
   */
  readonly set: (rules: readonly FaultRule[]) => void;
  /** Adds a rule behind those that are there. @throws LocoError FAULT_INVALID */
  readonly add: (rule: FaultRule) => void;
  readonly clear: () => void;
  readonly list: () => readonly FaultStatus[];
}

/** The side of the faults that the API plays. */
export interface FaultSource extends Faults {
  /** Counts a call and gives the fault that it has. */
  readonly take: (call: CountedCall) => Fault | undefined;
}

export function faultRules(): FaultSource {
  let rules: readonly FaultStatus[] = [];
  const fresh = (rule: FaultRule): FaultStatus => ({ rule: checkRule(rule), seen: 0, used: 0 });
  return {
    set: (given) => {
      rules = given.map(fresh);
    },
    add: (rule) => {
      rules = [...rules, fresh(rule)];
    },
    clear: () => {
      rules = [];
    },
    list: () => rules,
    take: (call) => {
      const struck = strike(rules, call);
      rules = struck.rules;
      return struck.fault;
    },
  };
}

/**
 * The rule with its command in CloudStack's spelling.
 *
 * @throws LocoError FAULT_INVALID for an unknown command, a fault that the command cannot have, or a number out of range.
 */
function checkRule(rule: FaultRule): FaultRule {
  const { fault, nth, times } = rule;
  const command = rule.command === "*" ? "*" : knownCommand(rule.command);
  if (command !== "*" && !canHave(command, fault.kind)) throw cannotHave(command, fault.kind);
  atLeast("nth", 1, nth);
  atLeast("times", 1, times);
  if ("milliseconds" in fault) atLeast("milliseconds", 0, fault.milliseconds);
  if ("status" in fault && (fault.status ?? 503) > 599) throw invalid(`status ${fault.status} is over 599`);
  if ("status" in fault) atLeast("status", 500, fault.status);
  return { ...rule, command };
}

function cannotHave(command: string, kind: FaultKind): LocoError {
  if (kind === "quota") {
    const limited = Object.keys(limits).join(", ");
    return invalid(`${command} has no limit to exceed`, `limits exist for ${limited}`);
  }
  if (kind === "no-boot") return invalid(`${command} boots no machine`, `these do: ${booting.join(", ")}`);
  return invalid(`${command} answers at once, without a job`, "use refuse instead of fail-job");
}

function knownCommand(sent: string): string {
  const known = commandName(sent);
  if (known !== undefined) return known;
  const verb = /^[a-z]+/.exec(sent)?.[0] ?? "";
  const alike = commandNames.filter((name) => name.startsWith(verb));
  throw notOneOf("FAULT_INVALID", "CloudStack command", sent, alike.length > 0 ? alike : commandNames);
}

function atLeast(name: string, least: number, value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return;
  throw invalid(`${name} is ${value}`, `give a whole number from ${least}`);
}

function invalid(message: string, hint?: string): LocoError {
  return new LocoError("FAULT_INVALID", message, hint === undefined ? {} : { hint });
}
