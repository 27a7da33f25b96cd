import type { Command } from "./cloud-config.ts";

/**
 * The script cloud-init makes of `runcmd` or `bootcmd`: `/bin/sh`, one command after the other, whatever the one
 * before it returned; arguments of a list in single quotes.
 *
 * @see https://github.com/canonical/cloud-init/blob/main/cloudinit/util.py `shellify`
 */
export function shellify(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => {
    if (command === null) return [];
    return [typeof command === "string" ? command : command.map(quote).join(" ")];
  });
  return `#!/bin/sh\n${lines.map((line) => `${line}\n`).join("")}`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
