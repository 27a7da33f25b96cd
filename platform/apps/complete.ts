import { isTable } from "../config/table.ts";
import type { AppFile } from "./app-file.gen.ts";
import { validateApp } from "./validate-app.gen.ts";

type Draft = Record<string, unknown>;

const drafts = (value: unknown): Draft[] =>
  isTable(value) ? Object.values(value).filter((each): each is Draft => isTable(each)) : [];

/** What processes and jobs have from the top of the file when they do not say it. */
const INHERITED = ["cpu", "memory", "disk"] as const;

/**
 * Fills in, in place, what the schema cannot: `health` as a table of all its keys, and what processes and jobs have from
 * the top. Works on files with mistakes, too.
 */
export function completeApp(file: AppFile): void {
  const top = file as unknown as Draft;
  const processes = drafts(top.processes);
  for (const process of [top, ...processes]) {
    if (typeof process.health === "string") process.health = { path: process.health };
    else if (process.health === undefined && process.port !== undefined) process.health = {};
  }
  for (const part of [...processes, ...drafts(top.jobs)]) {
    for (const key of INHERITED) part[key] ??= top[key];
  }
  // The validator fills in defaults of tables that were not there before; its complaints are known already.
  validateApp(file);
}
