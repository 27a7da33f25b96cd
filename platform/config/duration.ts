const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A time span in seconds: `30s`, `5m`, `12h`, `7d`. Undefined when it is not one; a unit must be there. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (SECONDS[match[2] ?? ""] ?? Number.NaN);
}
