import type { UiLine } from "./complaints.ts";

const DOING: Readonly<Record<string, string>> = {
  create: "creating",
  update: "changing",
  delete: "deleting",
  read: "reading",
};

/** What a line of `apply -json` tells a person who waits; undefined when it is no news. */
export function progressOf({ type, hook }: UiLine): string | undefined {
  if (type === "refresh_start") return `looking at ${hook?.resource.addr}`;
  if (type !== "apply_start" && type !== "apply_progress") return undefined;
  const seconds = hook?.elapsed_seconds ?? 0;
  return `${DOING[hook?.action ?? ""] ?? hook?.action} ${hook?.resource.addr}${seconds === 0 ? "" : ` (${seconds} s)`}`;
}

/** A line of `-json` output as a person reads it in a log. */
export function readableLine({ "@message": message, diagnostic }: UiLine): string {
  if (diagnostic === undefined) return message;
  const where = diagnostic.address === undefined ? "" : `  with ${diagnostic.address}\n`;
  const detail =
    diagnostic.detail === undefined || diagnostic.detail === "" ? "" : `\n${diagnostic.detail}\n`;
  return `\n${message}\n${where}${detail}`;
}
