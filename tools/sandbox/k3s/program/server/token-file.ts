import { existsSync, readFileSync } from "node:fs";

/** The token on a server's disk, with which k3s starts when its configuration names none; there once it has started. */
export function tokenOnDisk(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}
