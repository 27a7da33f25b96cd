import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { localStatePath } from "./backend.ts";

/**
 * Makes sure that only this user can read a local state and its backup, which hold the cluster's keys. Terraform creates
 * both readable for everyone but keeps the mode of files that are there, and takes an empty file as no state.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/internal/states/statemgr/filesystem.go
 */
export function protectLocalState(
  dir: string,
  config: PlatformConfig,
  environment: string | undefined,
): void {
  if (config.state.backend !== "local") return;
  const path = join(dir, localStatePath(config, environment));
  mkdirSync(dirname(path), { recursive: true });
  for (const file of [path, `${path}.backup`]) {
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
  }
}
