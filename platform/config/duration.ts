const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Kubernetes counts seconds in 32 bits; a year is far within. */
const LONGEST = 365 * 86_400;

/** A time span in seconds: `30s`, `5m`, `12h`, `7d`, at most `365d`. Undefined when it is not one; a unit must be there. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  const seconds = Number(match?.[1]) * (SECONDS[match?.[2] ?? ""] ?? Number.NaN);
  return seconds <= LONGEST ? seconds : undefined;
}
