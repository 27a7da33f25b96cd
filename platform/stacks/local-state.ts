import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { LocoError } from "../errors/loco-error.ts";
import { localStatePath } from "./backend.ts";

/**
 * Makes sure that only this user can read a local state and its backup, which hold the cluster's keys. Terraform creates
 * both readable for everyone but keeps the mode of files that are there, and takes an empty file as no state.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/internal/states/statemgr/filesystem.go
 * @throws LocoError STATE_LOST when the state is empty and its backup is not: Terraform was stopped while it wrote, and
 *   would take the platform for one that was never made
 */
export function protectLocalState(
  dir: string,
  config: PlatformConfig,
  environment: string | undefined,
): void {
  if (config.state.backend !== "local") return;
  const path = join(dir, localStatePath(config, environment));
  mkdirSync(dirname(path), { recursive: true });
  if (size(path) === 0 && size(`${path}.backup`) > 0) throw stateLost(localStatePath(config, environment));
  for (const file of [path, `${path}.backup`]) {
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
  }
}

const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function stateLost(path: string): LocoError {
  return new LocoError("STATE_LOST", `the state ${path} is empty, but its backup is not`, {
    hint: [
      "Terraform was stopped while it wrote, by a second Ctrl-C for instance. Nothing was changed now",
      `to go on from the backup: cp ${path}.backup ${path} && npx loco orphans`,
      "to start anew, when nothing is left in CloudStack: delete both files",
    ].join("\n"),
  });
}
