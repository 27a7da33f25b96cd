const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  msec: 1,
  "": 1000,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
  weeks: 604_800_000,
};

/**
 * A systemd time span (`5`, `5s`, `1min 30s`, `infinity`) in milliseconds.
 *
 * @throws Error when it is not one.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html
 */
export function parseDuration(text: string): number {
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)\s*/g)];
  const covered = parts.reduce((length, part) => length + part[0].length, 0);
  const values = parts.map(([, amount, unit]) => Number(amount) * (unitMs[unit ?? ""] ?? Number.NaN));
  const total = values.reduce((sum, value) => sum + value, 0);
  if (parts.length === 0 || covered !== text.length || Number.isNaN(total)) {
    throw new Error(`expected a time span such as 5s or 1min 30s, found '${text}'`);
  }
  return total;
}
