import { closest, distance } from "fastest-levenshtein";

/** The name that was probably meant by one that is not there, or undefined when it is more likely another word. */
export const nearName = (name: string, known: readonly string[]): string | undefined =>
  misspeltName(name, known) ?? partName(name, known);

/**
 * The name that a slip of the fingers makes of it: at most every second letter differs, and the first one only when nothing
 * else does (`bogus` is no slip for `logs`).
 */
export function misspeltName(name: string, known: readonly string[]): string | undefined {
  const typed = name.toLowerCase();
  const lower = known.map((each) => each.toLowerCase());
  const guess = closest(typed, lower);
  if (guess === undefined) return undefined;
  const allowed = typed[0] === guess[0] ? Math.min(3, Math.floor(typed.length / 2)) : 1;
  return distance(typed, guess) <= Math.max(1, allowed) ? known[lower.indexOf(guess)] : undefined;
}

/** The only name that says more, or less: `retention_period` for `retention`, `storage_class` for `class`. */
function partName(name: string, known: readonly string[]): string | undefined {
  const typed = name.toLowerCase();
  const found = known.filter(
    (each) => isPart(typed, each.toLowerCase()) || isPart(each.toLowerCase(), typed),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** Of three letters at least: with fewer, too much begins. */
const isPart = (part: string, whole: string): boolean =>
  part.length >= 3 && (whole.startsWith(part) || whole.endsWith(`_${part}`));
