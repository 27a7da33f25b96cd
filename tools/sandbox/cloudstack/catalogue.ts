import { ApiError } from "./api-error.ts";
import generated from "./catalogue.gen.json" with { type: "json" };
import type { Body } from "./command.ts";
import type { Params } from "./parameters.ts";

interface Shape {
  readonly [field: string]: Shape | null;
}

interface Entry {
  readonly async: boolean;
  /** Type by parameter name; `*` after it means required. */
  readonly params: Readonly<Record<string, string>>;
  readonly response: string;
}

const commands: Readonly<Record<string, Entry>> = generated.commands as never;
const shapes: Readonly<Record<string, Shape>> = generated.shapes as never;
const byLowercase = new Map(Object.keys(commands).map((name) => [name.toLowerCase(), name]));

/** Parameters of the protocol itself, which every command takes. */
const protocolParameters = new Set([
  "apikey",
  "command",
  "expires",
  "response",
  "signature",
  "signatureversion",
]);

/** The catalogue's spelling of a command, whatever case it was sent in. */
export function commandName(sent: string): string | undefined {
  return byLowercase.get(sent.toLowerCase());
}

/** All commands, in the catalogue's spelling. */
export const commandNames: readonly string[] = Object.keys(commands);

/** Whether a command only reads. */
export function isReading(command: string): boolean {
  return /^(list|get|query)/.test(command);
}

export function isAsync(command: string): boolean {
  return entryOf(command).async;
}

/** The parameters of a command with their types, without the mark of required ones. */
export function parameterTypes(command: string): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(entryOf(command).params).map(([name, type]) => [name, type.replace("*", "")]),
  );
}

/**
 * Refuses missing, unknown and unreadable parameters.
 *
 * CloudStack only logs unknown ones; here they are errors, because they are mistakes of ours.
 * @see https://github.com/apache/cloudstack/blob/main/server/src/main/java/com/cloud/api/dispatch/ParamProcessWorker.java
 */
export function checkParameters(command: string, params: Params): void {
  const { params: known } = entryOf(command);
  const refuse = (text: string) => new ApiError(431, 9999, text);
  const sent = new Map(Object.entries(params).map(([name, value]) => [name.replace(/\[.*$/, ""), value]));
  const unknown = [...sent.keys()].filter((name) => !(name in known) && !protocolParameters.has(name));
  if (unknown.length > 0) {
    throw refuse(
      `Received unknown parameters for command ${command}. Unknown parameters : ${unknown.join(" ")}`,
    );
  }
  for (const [name, type] of Object.entries(known)) {
    const value = sent.get(name);
    const lower = command.toLowerCase();
    if (value === undefined && type.endsWith("*")) {
      throw refuse(`Unable to execute API command ${lower} due to missing parameter ${name}`);
    }
    if (value !== undefined && /^(integer|long|short)/.test(type) && !/^-?\d+$/.test(value)) {
      throw refuse(
        `Unable to execute API command ${lower} due to invalid value ${value} for parameter ${name}`,
      );
    }
  }
}

/**
 * Makes sure that an answer holds only fields that CloudStack's catalogue lists for the command.
 *
 * @throws Error naming the command and the field: a bug of the simulator.
 */
export function checkResponse(command: string, body: Body): void {
  // The catalogue does not describe this command's objects, which are those of listVirtualMachines.
  const described = command === "listLoadBalancerRuleInstances" ? "listVirtualMachines" : command;
  const shape = shapes[entryOf(described).response] ?? {};
  for (const [key, value] of Object.entries(body)) {
    if (key === "count" || key === "jobresult") continue;
    if (Array.isArray(value)) for (const item of value) checkObject(command, shape, item, key);
    else if (typeof value === "object" && value !== null) checkObject(command, shape, value, key);
    else if (!(key in shape))
      throw new Error(`${command} has no response field '${key}' in the API catalogue`);
  }
}

function checkObject(command: string, shape: Shape, value: unknown, at: string): void {
  if (typeof value !== "object" || value === null) return;
  for (const [field, inner] of Object.entries(value)) {
    const nested = shape[field];
    if (nested === undefined) {
      throw new Error(`${command} has no response field '${at}.${field}' in the API catalogue`);
    }
    if (nested !== null && Array.isArray(inner)) {
      for (const item of inner) checkObject(command, nested, item, `${at}.${field}`);
    }
  }
}

function entryOf(command: string): Entry {
  const entry = commands[command];
  if (entry === undefined) throw new Error(`catalogue.gen.json has no command '${command}'; run tools/gen`);
  return entry;
}
