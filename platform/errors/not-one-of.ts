import type { ErrorCode } from "./catalogue.ts";
import { LocoError } from "./loco-error.ts";
import { nearName } from "./near-name.ts";

/** The error about a name that is none of those there are: with the one that was probably meant, else with all of them. */
export function notOneOf(code: ErrorCode, what: string, name: string, known: readonly string[]): LocoError {
  const guess = nearName(name, known);
  const all = known.length === 0 ? `there is no ${what}` : `there are ${known.join(", ")}`;
  return new LocoError(code, `no ${what} named ${name}`, {
    hint: guess === undefined ? all : `did you mean ${guess}?`,
  });
}
