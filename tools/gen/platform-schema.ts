import { readFileSync } from "node:fs";

/** The schema of platform.toml. */
export function platformSchema(): object {
  const url = new URL("../../schemas/platform.schema.json", import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as object;
}
