import { appendFileSync, closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OutputTarget } from "../units/unit.ts";

/** Where the supervisor and its services write. */
export interface Journal {
  /** A line of the supervisor's own about a unit, into the unit's log. */
  note(unit: string, line: string): void;
  /** A line about a unit that went wrong, into its log and onto the console. */
  warn(unit: string, line: string): void;
  /** A line of the boot itself, onto the console. */
  console(line: string): void;
  /** Opens what a service's stream goes to. */
  open(unit: string, target: OutputTarget): Sink;
  /** The log file of a unit. */
  path(unit: string): string;
}

/** `fd` can be given to a child as it is; with `copy`, the child needs a pipe whose data goes to `write`. */
export interface Sink {
  readonly fd: number;
  readonly copy: boolean;
  write(data: Buffer): void;
  close(): void;
}

/** Logs under `logDir` as `<unit>.log`; the console is the file descriptor `consoleFd`. */
export function fileJournal(logDir: string, consoleFd: number): Journal {
  mkdirSync(logDir, { recursive: true });
  const path = (unit: string) => join(logDir, `${unit}.log`);
  return {
    path,
    console: (line) => void writeSync(consoleFd, `${line}\n`),
    note: (unit, line) => appendFileSync(path(unit), `${line}\n`),
    warn(unit, line) {
      appendFileSync(path(unit), `${line}\n`);
      writeSync(consoleFd, `${unit}: ${line}\n`);
    },
    open(unit, target) {
      const file = target.kind === "null" ? "/dev/null" : target.kind === "file" ? target.path : path(unit);
      if (target.kind === "file") mkdirSync(dirname(file), { recursive: true });
      const fd = openSync(file, target.kind === "file" && !target.append ? "w" : "a");
      const copy = target.kind === "journal" && target.console;
      return {
        fd,
        copy,
        write(data) {
          appendFileSync(file, data);
          writeSync(consoleFd, data);
        },
        close: () => closeSync(fd),
      };
    },
  };
}
