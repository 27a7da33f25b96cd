const SIZES = [
  { first: 0, last: 59 },
  { first: 0, last: 23 },
  { first: 1, last: 31 },
  { first: 1, last: 12 },
  { first: 0, last: 6 },
] as const;

const WORDS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** How many copies are made in as many days, for who counts copies and not days. At least one, rounded up. */
export function copiesIn(days: number, cron: string): number {
  const shares = (WORDS[cron] ?? cron).split(" ").map((field, i) => share(field, SIZES[i] ?? SIZES[0]));
  const [minutes = 1, hours = 1, ofMonth = 1, months = 1, ofWeek = 1] = shares;
  // Cron takes a day that either of the two names.
  const both = ofMonth < 1 && ofWeek < 1;
  const dayShare = both ? Math.min(ofMonth + ofWeek, 1) : ofMonth * ofWeek;
  const copies = days * 24 * 60 * minutes * hours * dayShare * months;
  return Math.max(1, Math.ceil(Number(copies.toFixed(3))));
}

/** Which part of its values a field takes: 1 for `*`. */
function share(field: string, { first, last }: { readonly first: number; readonly last: number }): number {
  const all = last - first + 1;
  const taken = field.split(",").map((part) => {
    const [range = "", step = "1"] = part.split("/");
    const [from = "", to] = range.split("-");
    if (from === "*" || from === "?") return Math.ceil(all / Number(step));
    if (to === undefined) return 1;
    // Names of days and months stand for so few values that counting them as all is safe: more copies are kept.
    const length = Number(to) - Number(from) + 1;
    return Math.ceil((Number.isNaN(length) ? all : length) / Number(step));
  });
  return Math.min(taken.reduce((sum, each) => sum + each, 0) / all, 1);
}
