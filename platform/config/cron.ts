interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
  // Sunday is 0 and never 7: https://github.com/robfig/cron/blob/v3.0.1/spec.go#L26
  { least: 0, most: 6, names: "sun mon tue wed thu fri sat".split(" ") },
];

const WORDS = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/**
 * Whether a text is a schedule that Kubernetes' CronJob takes.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export function isCron(text: string): boolean {
  if (text.startsWith("@")) return WORDS.includes(text);
  const parts = text.split(" ");
  return parts.length === FIELDS.length && FIELDS.every((field, i) => isField(parts[i] ?? "", field));
}

const isField = (text: string, field: Field): boolean =>
  text.split(",").every((part) => isRange(part, field));

/** `*`, `5`, `1-5`, each with a step such as `/2`. */
function isRange(text: string, field: Field): boolean {
  const [range = "", step, ...rest] = text.split("/");
  if (rest.length > 0 || (step !== undefined && !/^[1-9][0-9]?$/.test(step))) return false;
  if (range === "*" || range === "?") return true;
  const [first, last, ...more] = range.split("-").map((each) => numberOf(each, field));
  if (first === undefined || more.length > 0) return false;
  return range.includes("-") ? last !== undefined && first <= last : true;
}

function numberOf(text: string, { least, most, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  const number = named === -1 ? (/^[0-9]{1,2}$/.test(text) ? Number(text) : Number.NaN) : named + least;
  return number >= least && number <= most ? number : undefined;
}
