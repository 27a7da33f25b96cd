import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { LocoError } from "../../platform/errors/loco-error.ts";

/** Where cdktf runs Terraform for the stack `platform`, relative to the project's folder. */
const STACK_DIR = join("cdktf.out", "stacks", "platform");

/** Reads the kubeconfig from the stack's outputs; `terraform` is the program to ask. */
export async function readKubeconfig(
  projectDir: string,
  terraform: string | undefined,
  env: Readonly<Partial<Record<string, string>>>,
): Promise<string> {
  const stackDir = join(projectDir, STACK_DIR);
  if (!existsSync(join(stackDir, ".terraform"))) {
    throw new LocoError("STACK_NOT_DEPLOYED", `the stack platform has not been deployed from ${projectDir}`, {
      hint: "run npx cdktf deploy platform here first (or npm run sandbox)",
    });
  }
  if (terraform === undefined) {
    throw new LocoError("TOOL_MISSING", "neither terraform nor tofu is on PATH", {
      hint: "install one, or name it in TERRAFORM_BINARY_NAME",
    });
  }
  const result = await execa(terraform, [`-chdir=${stackDir}`, "output", "-raw", "kubeconfig"], {
    env: { ...env, CHECKPOINT_DISABLE: "1" },
    reject: false,
    stripFinalNewline: false,
  });
  if (result.exitCode !== 0 || !result.stdout.includes("apiVersion")) {
    throw new LocoError("STACK_NOT_DEPLOYED", "the stack platform has no kubeconfig among its outputs", {
      hint: "run npx cdktf deploy platform; its state is where [state] in platform.toml says",
      cause: result.stderr || result.stdout,
    });
  }
  return result.stdout;
}

/** Writes the kubeconfig with mode 0600; another cluster's file is not overwritten unless `force`. */
export function writeKubeconfig(cwd: string, out: string, kubeconfig: string, force: boolean): string {
  const path = resolve(cwd, out);
  if (!force && existsSync(path) && contextOf(readFileSync(path, "utf8")) !== contextOf(kubeconfig)) {
    throw new LocoError("FILE_EXISTS", `${out} exists and is not this platform's kubeconfig`, {
      hint: "choose another file with --out, or overwrite it with --force",
    });
  }
  writeFileSync(`${path}.new`, kubeconfig, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return path;
}

function contextOf(kubeconfig: string): string | undefined {
  try {
    return (parse(kubeconfig) as { "current-context"?: string } | null)?.["current-context"];
  } catch {
    return undefined;
  }
}
