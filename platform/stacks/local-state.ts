import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { LocoError } from "../errors/loco-error.ts";
import { localStatePath } from "./backend.ts";

/**
 * Makes sure that only this user can read a local state and its backup, which hold the cluster's keys. Terraform creates
 * both readable for everyone but keeps the mode of files that are there, and takes an empty file as no state.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/internal/states/statemgr/filesystem.go
 * @throws LocoError STATE_LOST when Terraform was stopped while it wrote: the state is cut off, or it is empty and its
 *   backup is not, and Terraform would take the platform for one that was never made
 */
export function protectLocalState(
  dir: string,
  config: PlatformConfig,
  environment: string | undefined,
): void {
  if (config.state.backend !== "local") return;
  const path = join(dir, localStatePath(config, environment));
  mkdirSync(dirname(path), { recursive: true });
  const [text, backup] = [read(path), read(`${path}.backup`)];
  if (text === "" ? backup !== "" : !isWhole(text)) {
    throw stateLost(localStatePath(config, environment), text === "", backup !== "" && isWhole(backup));
  }
  for (const file of [path, `${path}.backup`]) {
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
  }
}

const read = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function stateLost(path: string, isEmpty: boolean, hasBackup: boolean): LocoError {
  return new LocoError(
    "STATE_LOST",
    `the state ${path} is ${isEmpty ? "empty, but its backup is not" : "cut off"}`,
    {
      hint: [
        "Terraform was stopped while it wrote, by a second Ctrl-C or a power cut. Nothing was changed now",
        hasBackup
          ? `to go on from the backup: cp ${path}.backup ${path} && npx loco orphans`
          : `there is no backup of use: rm ${path} && npx loco orphans shows what it knew of, and --delete removes that`,
        "to start anew, when nothing is left in CloudStack: delete both files",
      ].join("\n"),
    },
  );
}
