import type { Said } from "./dockerfile.ts";

/** The processes of a Procfile, by name. */
export function readProcfile(text: string): ReadonlyMap<string, Said<string>> {
  const found = new Map<string, Said<string>>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const [, name, command] = /^([A-Za-z0-9_-]+):\s*(\S.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && command !== undefined) found.set(name, { value: command, line: i + 1 });
  }
  return found;
}

/** A line for a shell as a command: without one where nothing needs it, so that signals reach the program. */
export const commandOf = (line: string): string[] =>
  /[$&|;<>()`"'\\*?#~{}[\]]|^\w+=/.test(line) ? ["sh", "-c", line] : line.split(/\s+/);
