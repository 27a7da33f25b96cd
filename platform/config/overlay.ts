import { isTable, type Table } from "./table.ts";
import type { TomlDocument } from "./toml-document.ts";

/** Lays an overlay over a base: tables are merged key by key, everything else (lists too) is replaced whole. */
export function mergeTables(base: Table, overlay: Table): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overlay)) {
    const below = merged[key];
    merged[key] = isTable(below) && isTable(value) ? mergeTables(below, value) : value;
  }
  return merged;
}

/** The document that a path's value came from: the last one that says it, else the last that has its table. */
export function documentOf(
  documents: readonly [TomlDocument, ...TomlDocument[]],
  path: readonly (string | number)[],
): TomlDocument {
  // A list comes whole from one file, so what decides is the path up to the first list position.
  const list = path.findIndex((part) => typeof part === "number");
  const owner = list === -1 ? path : path.slice(0, list);
  for (let length = owner.length; length > 0; length--) {
    const said = documents.findLast((document) => document.has(owner.slice(0, length)));
    if (said !== undefined)
      return length < owner.length ? (documents.find((d) => d.has(owner.slice(0, length))) ?? said) : said;
  }
  return documents[0];
}
