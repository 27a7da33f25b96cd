import { closest, distance } from "fastest-levenshtein";
import type { ErrorCode } from "./catalogue.ts";
import { LocoError } from "./loco-error.ts";

/** The error about a name that is none of those there are: with the one that was probably meant, else with all of them. */
export function notOneOf(code: ErrorCode, what: string, name: string, known: readonly string[]): LocoError {
  const guess = known.length === 0 ? undefined : closest(name.toLowerCase(), [...known]);
  const isNear = guess !== undefined && distance(name.toLowerCase(), guess.toLowerCase()) <= 2;
  const all = known.length === 0 ? `there is no ${what}` : `there are ${known.join(", ")}`;
  return new LocoError(code, `no ${what} named ${name}`, { hint: isNear ? `did you mean ${guess}?` : all });
}
