import {
  AliasNotFoundError,
  ArgumentParseError,
  type CommandContext,
  EnumValidationError,
  FlagNotFoundError,
  type RouteMap,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { nearName } from "../../platform/errors/near-name.ts";
import { notOneOf } from "../../platform/errors/not-one-of.ts";

/** Routes of a program, as far as a command line leads into them. */
interface Place {
  /** Words that were understood: `nodes replace`. */
  readonly words: readonly string[];
  /** Commands that could have come next. */
  readonly next: readonly string[];
}

function placeOf<Context extends CommandContext>(routes: RouteMap<Context>, args: readonly string[]): Place {
  const words: string[] = [];
  let at = routes;
  for (const arg of args) {
    const target = at.getRoutingTargetForInput(arg);
    if (target === undefined) break;
    words.push(arg);
    if (!("getAllEntries" in target)) return { words, next: [] };
    at = target;
  }
  return { words, next: at.getAllEntries().map(({ name }) => name.original) };
}

/** The error about a command that there is not. */
export function noCommand<Context extends CommandContext>(
  routes: RouteMap<Context>,
  args: readonly string[],
  input: string,
): LocoError {
  const { words, next } = placeOf(routes, args);
  if (input.startsWith("-"))
    return new LocoError("USAGE", `no command before ${input}`, {
      hint: "a command comes first, its flags after it; npx loco --help lists the commands",
    });
  const named = [...words, input].join(" ");
  if (nearName(input, next) === undefined && words.length === 0)
    return new LocoError("USAGE", `no command named ${named}`, {
      hint: "npx loco --help lists the commands",
    });
  return notOneOf(
    "USAGE",
    "command",
    named,
    next.map((each) => [...words, each].join(" ")),
  );
}

/** The error about arguments that a command does not take, in place of stricli's words for it. */
export function usageError<Context extends CommandContext>(
  routes: RouteMap<Context>,
  args: readonly string[],
  error: unknown,
): unknown {
  const { words, next } = placeOf(routes, args);
  const command = words.join(" ");
  const help = `npx loco ${command} --help says what it takes`;
  const usage = (message: string, hint = help) => new LocoError("USAGE", message, { hint });
  const among = (near: readonly string[]) =>
    near.length === 0 ? help : `did you mean ${near.map((each) => `--${each}`).join(" or ")}?`;

  if (error instanceof UnexpectedPositionalError) {
    // A group that has a command of its own takes what is no command of it for that one's argument.
    if (next.length > 0) return noCommand(routes, args, error.input);
    const most = error.expectedCount;
    const taken = most === 0 ? "no argument" : most === 1 ? "one argument" : `${most} arguments`;
    return usage(`${command} takes ${taken}, and ${error.input} is one too many`);
  }
  if (error instanceof FlagNotFoundError)
    return usage(`${command} has no flag --${error.input}`, among(error.corrections));
  if (error instanceof AliasNotFoundError) return usage(`${command} has no flag -${error.input}`);
  if (error instanceof UnsatisfiedPositionalError)
    return usage(`${command} needs an argument: ${error.placeholder}`);
  if (error instanceof UnsatisfiedFlagError) {
    if (!args.includes(`--${error.externalFlagName}`))
      return usage(`${command} needs --${error.externalFlagName}`);
    return usage(
      `--${error.externalFlagName} needs a value${error.nextFlagName === undefined ? "" : `, and --${error.nextFlagName} follows it`}`,
    );
  }
  if (error instanceof EnumValidationError) {
    const near = nearName(error.input, error.values);
    return usage(
      `--${error.externalFlagName} is one of ${error.values.join(", ")}, and not ${error.input}`,
      near === undefined ? help : `did you mean ${near}?`,
    );
  }
  if (error instanceof UnexpectedFlagError)
    return usage(`--${error.externalFlagName} is given twice, and counts once`);
  if (error instanceof ArgumentParseError) {
    const why = error.exception instanceof Error ? error.exception.message : String(error.exception);
    return usage(`${error.externalFlagNameOrPlaceholder}: ${why}`);
  }
  return error;
}
