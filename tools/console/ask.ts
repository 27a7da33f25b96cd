import { createInterface } from "node:readline/promises";

/** Asks a person something on the terminal and returns what they typed, trimmed; empty when they only closed it. */
export type Ask = (question: string) => Promise<string>;

/** Asks on a terminal; undefined where nobody can answer, as in a script or CI. */
export function terminalAsk(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Ask | undefined {
  if (!input.isTTY || !output.isTTY) return undefined;
  return async (question) => {
    const terminal = createInterface({ input, output });
    try {
      // A closed input (Ctrl-D) is no answer, and must not leave the question waiting.
      const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
      return (await Promise.race([terminal.question(`${question} `), closed])).trim();
    } finally {
      terminal.close();
    }
  };
}
