const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Reads `90s`, `15m` or `1h` into milliseconds; throws an Error with what would be right. */
export function parseDuration(text: string): number {
  const match = /^([1-9]\d{0,5})([smh])$/.exec(text);
  if (match === null) throw new Error(`${text} is not a time such as 90s, 15m or 1h`);
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}
