/**
 * A word of a command as k8up splits it again: by spaces, unless it begins with a quote and then ends with the next one. There is
 * no escape.
 *
 * @returns undefined for a word that cannot be written so
 * @see https://github.com/firepear/qsplit
 */
export function quoteForK8up(word: string): string | undefined {
  if (/^[^\s'"][^ \t]*$/.test(word)) return word;
  const quote = ["'", '"'].find((each) => !word.includes(each));
  return quote === undefined ? undefined : `${quote}${word}${quote}`;
}
