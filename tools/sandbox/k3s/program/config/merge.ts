import { FatalError } from "../log.ts";
import { type Flag, flags, shorthands } from "./flags.ts";

/** The two commands that run a node. */
export type Command = "server" | "agent";

/** A flag's value: a list flag always holds a list. */
type FlagValue = string | number | boolean | readonly string[];

/** Values by flag name; absent means the default. */
export type FlagValues = Readonly<Record<string, FlagValue>>;

/** A config file as parsed, with the name that errors give it. */
export interface ConfigDocument {
  readonly file: string;
  readonly content: unknown;
}

/**
 * The values in force: environment, then files in order, then the command line; what comes later wins.
 *
 * A file's key with a trailing `+` appends to what the files before it set (https://docs.k3s.io/installation/configuration).
 * k3s itself skips keys that it does not know, with a warning at most; this stand-in stops, so that a misspelt key
 * is found in the sandbox rather than by its missing effect on a real cloud.
 */
export function mergeConfig(
  command: Command,
  env: NodeJS.ProcessEnv,
  documents: readonly ConfigDocument[],
  args: readonly string[],
): FlagValues {
  const values: Record<string, FlagValue> = {};
  for (const flag of flags.values()) {
    const value = flag.env === undefined ? undefined : env[flag.env];
    if (value !== undefined && value !== "" && knows(command, flag)) {
      values[flag.name] = parse(flag, value, flag.env ?? "");
    }
  }
  for (const document of documents) Object.assign(values, fromDocument(command, document, values));
  return { ...values, ...fromArguments(command, args) };
}

function fromDocument(command: Command, { file, content }: ConfigDocument, before: FlagValues): FlagValues {
  if (content === null || content === undefined) return {};
  if (typeof content !== "object" || Array.isArray(content)) {
    throw new FatalError(`${file}: a mapping of keys to values is expected`);
  }
  const values: Record<string, FlagValue> = {};
  for (const [key, raw] of Object.entries(content)) {
    const appends = key.endsWith("+");
    const flag = known(command, appends ? key.slice(0, -1) : key, file);
    const value = parse(flag, raw, file);
    const earlier = values[flag.name] ?? before[flag.name];
    values[flag.name] =
      appends && Array.isArray(value) && Array.isArray(earlier) ? [...earlier, ...value] : value;
  }
  return values;
}

function fromArguments(command: Command, args: readonly string[]): FlagValues {
  const values: Record<string, FlagValue> = {};
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(arg);
    if (match === null) throw new FatalError(`unexpected argument '${arg}'`);
    const name = match[1] ?? "";
    const flag = known(command, shorthands[name] ?? name, "command line");
    let text = match[2];
    if (text === undefined) {
      if (flag.kind === "boolean") text = "true";
      else text = args[++index];
    }
    if (text === undefined) throw new FatalError(`flag needs an argument: --${flag.name}`);
    const value = parse(flag, text, "command line");
    const earlier = values[flag.name];
    values[flag.name] = Array.isArray(value) && Array.isArray(earlier) ? [...earlier, ...value] : value;
  }
  return values;
}

function knows(command: Command, flag: Flag): boolean {
  return flag.scope === "both" || flag.scope === command;
}

function known(command: Command, name: string, where: string): Flag {
  const flag = flags.get(name);
  if (flag === undefined)
    throw new FatalError(`${where}: unknown key '${name}': k3s ${command} has no such flag`);
  if (!knows(command, flag)) {
    throw new FatalError(`${where}: key '${name}' is for k3s ${flag.scope} only, but this is k3s ${command}`);
  }
  return flag;
}

function parse(flag: Flag, raw: unknown, where: string): FlagValue {
  const wrong = (expected: string) =>
    new FatalError(`${where}: invalid value for key '${flag.name}': ${expected} is expected`);
  switch (flag.kind) {
    case "list": {
      const items = Array.isArray(raw) ? raw : [raw];
      return items.map((item) => {
        if (item === null || typeof item === "object") throw wrong("a list of strings");
        return String(item);
      });
    }
    case "boolean":
      if (raw === true || raw === "true" || raw === "1") return true;
      if (raw === false || raw === "false" || raw === "0") return false;
      throw wrong("true or false");
    case "number": {
      const number = typeof raw === "string" && raw !== "" ? Number(raw) : raw;
      if (typeof number === "number" && Number.isInteger(number)) return number;
      throw wrong("a whole number");
    }
    case "string":
      if (raw === null || typeof raw === "object") throw wrong("a string");
      return String(raw);
  }
}
