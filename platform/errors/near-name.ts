import { closest, distance } from "fastest-levenshtein";

/**
 * The name that was probably meant by a misspelt one, or undefined when it is more likely another word: at most every
 * second letter differs, and the first one only when nothing else does (`bogus` is no slip for `logs`).
 */
export function nearName(name: string, known: readonly string[]): string | undefined {
  const typed = name.toLowerCase();
  const lower = known.map((each) => each.toLowerCase());
  const guess = closest(typed, lower);
  if (guess === undefined) return undefined;
  const allowed = typed[0] === guess[0] ? Math.min(3, Math.floor(typed.length / 2)) : 1;
  return distance(typed, guess) <= Math.max(1, allowed) ? known[lower.indexOf(guess)] : undefined;
}
