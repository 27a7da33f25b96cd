import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Logs that are kept; older ones are deleted. */
const KEPT = 30;

/**
 * A new log in `.loco/logs` of the project's folder, named after the time (UTC) and what is run. The folder keeps itself out of git
 * and is for this user only: Terraform's words may name what is not for everybody.
 */
export function newLogFile(projectDir: string, verb: string, now: Date): string {
  const dir = join(projectDir, ".loco", "logs");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const ignore = join(projectDir, ".loco", ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
  const logs = readdirSync(dir).sort();
  for (const old of logs.slice(0, Math.max(0, logs.length - KEPT + 1))) rmSync(join(dir, old));
  const stamp = now.toISOString().replaceAll(":", "-").replace("Z", "");
  const path = join(dir, `${stamp}-${verb}.log`);
  writeFileSync(path, "", { mode: 0o600 });
  return path;
}
