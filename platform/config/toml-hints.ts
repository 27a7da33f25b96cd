/** What most likely went wrong where smol-toml says this. */
const HINTS: readonly (readonly [message: RegExp, hint: string])[] = [
  [
    /control characters .* in strings/,
    'a text ends in its line, with the quote it began with; one of several lines stands in """',
  ],
  [/invalid value|numeric literal/, "a text stands in straight quotes; true and false are written small"],
  [
    /illegal character in key/,
    "a line is [table], or key = value with a key of letters, digits, _ and -; others stand in quotes",
  ],
  [/escape/, "in \"...\" a backslash begins an escape; a text in '...' is taken as it is"],
];

/** What to do about a file that is no TOML; undefined where the parser's own words say it. */
export const tomlHint = (message: string): string | undefined =>
  HINTS.find(([pattern]) => pattern.test(message))?.[1];
