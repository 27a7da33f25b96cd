/** One command of an `Exec…=` line, before variables are expanded. */
export interface ExecCommand {
  readonly words: readonly string[];
  /** `-` prefix: a failure counts as success. */
  readonly ignoreFailure: boolean;
  /** `:` prefix: `$VARIABLES` stay as they are. */
  readonly literal: boolean;
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  s: " ",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/**
 * Splits a value into words as systemd does: single and double quotes, C-style escapes inside and outside them.
 *
 * @throws Error on an unknown escape or an open quote.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html#Quoting
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\\") {
      const hex = /^x([0-9a-fA-F]{2})/.exec(text.slice(at + 1));
      const plain = escapes[text.charAt(at + 1)];
      if (hex?.[1] === undefined && plain === undefined) {
        throw new Error(`unknown escape '\\${text.charAt(at + 1)}' in '${text}'`);
      }
      word =
        (word ?? "") + (hex?.[1] === undefined ? plain : String.fromCharCode(Number.parseInt(hex[1], 16)));
      at += hex === null ? 1 : 3;
    } else if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else word = (word ?? "") + char;
    } else if ((char === '"' || char === "'") && word === undefined) {
      quote = char;
      word = "";
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote !== undefined) throw new Error(`a ${quote} is not closed in '${text}'`);
  if (word !== undefined) words.push(word);
  return words;
}

/** Reads the value of an `Exec…=` directive. @throws Error on what this sandbox cannot do. */
export function parseExec(value: string): ExecCommand {
  const prefix = /^[-@:+!|]*/.exec(value)?.[0] ?? "";
  if (/[@|]/.test(prefix)) throw new Error(`the prefix '${prefix}' is not known to the sandbox`);
  const words = splitWords(value.slice(prefix.length));
  const program = words[0];
  if (program === undefined) throw new Error("a command is missing");
  if (!program.startsWith("/")) throw new Error(`the program must be an absolute path, found '${program}'`);
  if (words.includes(";")) throw new Error("several commands in one line (';') are not known to the sandbox");
  return { words, ignoreFailure: prefix.includes("-"), literal: prefix.includes(":") };
}

/**
 * The arguments to run: `${NAME}` inside a word, `$NAME` as a word of its own (split at spaces, dropped when
 * unset), `$$` for a dollar sign.
 */
export function expandCommand(
  command: ExecCommand,
  env: Readonly<Record<string, string>>,
): readonly string[] {
  if (command.literal) return command.words;
  return command.words.flatMap((word, index) => {
    const whole = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word)?.[1];
    if (whole !== undefined && index > 0)
      return (env[whole] ?? "").split(/\s+/).filter((part) => part !== "");
    return [
      word.replace(/\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (match, name: string | undefined) =>
        name === undefined ? match.slice(1) : (env[name] ?? ""),
      ),
    ];
  });
}
