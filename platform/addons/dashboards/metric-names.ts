/** Words of PromQL that stand where a metric could. */
const WORDS = new Set([
  "and",
  "bool",
  "offset",
  "on",
  "or",
  "unless",
  "without",
  "by",
  "ignoring",
  "inf",
  "nan",
]);

/**
 * The names of the metrics in a PromQL expression. Enough for ours: no name as a string, no comments.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export function metricNames(expression: string): string[] {
  const bare = expression
    .replace(/"(\\.|[^"\\])*"/g, '""')
    .replace(/\{[^{}]*\}/g, " ")
    .replace(/\[[^[\]]*\]/g, " ")
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)/g, " ");
  const words = [...bare.matchAll(/(?<![\w.])[a-zA-Z_:][\w:]*(?!\w|\s*\()/g)].map(([word]) => word);
  return [...new Set(words.filter((word) => !WORDS.has(word.toLowerCase())))].sort();
}
