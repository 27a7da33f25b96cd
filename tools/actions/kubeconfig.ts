import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { LocoError } from "../../platform/errors/loco-error.ts";
import type { Stack } from "./stack/stack.ts";
import { kubeconfigOfState } from "./stack/state-kubeconfig.ts";

/** Reads the kubeconfig from the stack's outputs, or makes it of what state holds. Errors: STACK_NOT_DEPLOYED, those of {@link Stack.record}. */
export async function readKubeconfig(stack: Pick<Stack, "record">): Promise<string> {
  const record = await stack.record();
  if (record === undefined) {
    throw new LocoError("STACK_NOT_DEPLOYED", "the stack platform has no state: it has not been deployed", {
      hint: "run npx cdktf deploy platform first (or npm run sandbox); LOCO_ENV says which environment is meant",
    });
  }
  const kubeconfig = record.outputs.kubeconfig ?? kubeconfigOfState(record);
  if (typeof kubeconfig !== "string" || !kubeconfig.includes("apiVersion")) {
    throw new LocoError("STACK_NOT_DEPLOYED", "the stack platform has no kubeconfig among its outputs", {
      hint: "run npx cdktf deploy platform; its state is where [state] in platform.toml says",
    });
  }
  return kubeconfig;
}

/** Writes the kubeconfig with mode 0600; another cluster's file is not overwritten unless `force`. */
export function writeKubeconfig(cwd: string, out: string, kubeconfig: string, force: boolean): string {
  requireOwnFile(cwd, out, kubeconfig, force);
  const path = resolve(cwd, out);
  writeFileSync(`${path}.new`, kubeconfig, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return path;
}

/**
 * Makes sure that a kubeconfig may be written there.
 *
 * @throws LocoError FILE_EXISTS when the file is another cluster's and `force` is not set
 */
export function requireOwnFile(cwd: string, out: string, kubeconfig: string, force: boolean): void {
  const path = resolve(cwd, out);
  if (!force && existsSync(path) && contextOf(readFileSync(path, "utf8")) !== contextOf(kubeconfig)) {
    throw new LocoError("FILE_EXISTS", `${out} exists and is not this platform's kubeconfig`, {
      hint: "choose another file with --out, or overwrite it with --force",
    });
  }
}

function contextOf(kubeconfig: string): string | undefined {
  try {
    return (parse(kubeconfig) as { "current-context"?: string } | null)?.["current-context"];
  } catch {
    return undefined;
  }
}
