/** Where the program says what it does; k3s's own lines go to the unit's console through stderr. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Why the node cannot go on. `main.ts` prints it as k3s does, `level=fatal`, and exits with 1. */
export class FatalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "FatalError";
  }
}

/** The levels of logrus, k3s's logging library, that k3s prints by default. */
export type Level = "info" | "warning" | "error" | "fatal";

/** One line in logrus' text format, without the line break. */
export function logLine(level: Level, message: string, at: Date): string {
  const time = `${at.toISOString().slice(0, 19)}Z`;
  return `time="${time}" level=${level} msg=${JSON.stringify(message)}`;
}

/** A logger that writes logrus lines. */
export function logrus(write: (line: string) => void, now: () => Date = () => new Date()): Logger {
  const at = (level: Level) => (message: string) => write(`${logLine(level, message, now())}\n`);
  return { info: at("info"), warn: at("warning"), error: at("error") };
}
