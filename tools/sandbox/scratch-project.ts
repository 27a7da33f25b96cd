import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandboxNetwork } from "./layout.ts";

const repository = join(import.meta.dirname, "../..");

/** Everything of the repository that a platform's folder needs beside its configuration. */
const SHARED = [
  "cdktf.json",
  "node_modules",
  "package.json",
  "platform",
  "schemas",
  "templates",
  "tools",
  "tsconfig.json",
];

/**
 * Makes a platform's folder among the temporary files, with the repository's code and a copy of its example. Its sandbox
 * uses the addresses of `range`, a /24 of 127.0.0.0/8; start it with LOCO_SANDBOX_NETWORK set to the same.
 */
export function makeScratchProject(prefix: string, range: string): string {
  const dir = mkdtempSync(join(tmpdir(), prefix));
  for (const name of SHARED) symlinkSync(join(repository, name), join(dir, name));
  const overlay = readFileSync(join(repository, "platform.sandbox.toml"), "utf8");
  const { managementAddress } = sandboxNetwork({ LOCO_SANDBOX_NETWORK: range });
  writeFileSync(join(dir, "platform.sandbox.toml"), overlay.replaceAll("127.0.77.1", managementAddress));
  cpSync(join(repository, "platform.toml"), join(dir, "platform.toml"));
  return dir;
}
