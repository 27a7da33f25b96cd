import { stringify } from "smol-toml";
import { formatKey } from "../../platform/config/diagnostic.ts";
import type { TomlValue } from "./toml-edit.ts";

/** A key as TOML writes it. */
export const tomlKey = (key: string): string => formatKey([key]);

/** A value as TOML writes it on one line. */
function tomlInline(value: TomlValue): string {
  if (Array.isArray(value)) return `[${value.map(tomlInline).join(", ")}]`;
  if (typeof value !== "object") return stringify({ v: value }).trim().replace(/^v = /, "");
  const entries = Object.entries(value).map(([key, each]) => tomlLine(key, each));
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** `key = value` */
export const tomlLine = (key: string, value: TomlValue): string => `${tomlKey(key)} = ${tomlInline(value)}`;
