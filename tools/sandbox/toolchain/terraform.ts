import { join } from "node:path";
import { execa } from "execa";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { ensureBuilt } from "./build-cache.ts";
import type { ToolchainContext } from "./context.ts";
import type { GoModule } from "./go-module.ts";
import { findProgram } from "./programs.ts";
import { compareVersions } from "./version.ts";

/** Terraform or OpenTofu. */
export interface Terraform {
  /** Absolute path; give it to cdktf as `TERRAFORM_BINARY_NAME`. */
  readonly binary: string;
  readonly flavour: "terraform" | "opentofu";
  /** As in `1.11.4`. */
  readonly version: string;
}

/** The first version of both flavours that the synthesised configuration is made for. */
const oldestVersion = "1.6.0";

/** The tools module of OpenTofu. */
export const openTofuModule: GoModule = {
  name: "opentofu",
  title: "OpenTofu",
  programs: [{ package: "github.com/opentofu/opentofu/cmd/tofu", places: ["bin/tofu"] }],
  // Otherwise it calls itself a -dev build; https://github.com/opentofu/opentofu/blob/main/version/version.go
  linkerValues: { "github.com/opentofu/opentofu/version.dev": "no" },
};

/**
 * Makes sure of Terraform: what `TERRAFORM_BINARY_NAME` names, else `terraform` on PATH, else `tofu` on PATH, else an OpenTofu
 * built here. Errors: `TOOL_MISSING`, `TOOL_TOO_OLD`, `TOOL_FAILED`, those of {@link ensureBuilt}.
 */
export async function ensureTerraform(context: ToolchainContext): Promise<Terraform> {
  const binary = await findTerraform(context.env);
  if (binary === undefined)
    return askVersion(join(await ensureBuilt(openTofuModule, context), "bin/tofu"), context);
  const terraform = await askVersion(binary, context);
  if (compareVersions(terraform.version, oldestVersion) >= 0) return terraform;
  const name = terraform.flavour === "terraform" ? "Terraform" : "OpenTofu";
  throw new LocoError(
    "TOOL_TOO_OLD",
    `${binary} is ${name} ${terraform.version}, older than ${oldestVersion}`,
    {
      hint: "upgrade it (https://developer.hashicorp.com/terraform/install, https://opentofu.org/docs/intro/install), or name a newer one in TERRAFORM_BINARY_NAME",
    },
  );
}

/** Reads the first line of `terraform version`; undefined when neither Terraform nor OpenTofu wrote it. */
export function parseVersion(output: string): Pick<Terraform, "flavour" | "version"> | undefined {
  // Not at the start of the output: a missing CLI configuration file is complained about before it.
  const match = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)/m.exec(output);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { flavour: match[1] === "Terraform" ? "terraform" : "opentofu", version: match[2] };
}

/**
 * What `TERRAFORM_BINARY_NAME` names, as for cdktf, else `terraform` on PATH, else `tofu` on PATH. Errors: `TOOL_MISSING`
 * when it names no program.
 */
export async function findTerraform(env: ToolchainContext["env"]): Promise<string | undefined> {
  const named = env.TERRAFORM_BINARY_NAME ?? "";
  if (named === "") return (await findProgram("terraform", env)) ?? (await findProgram("tofu", env));
  const binary = await findProgram(named, env);
  if (binary !== undefined) return binary;
  throw new LocoError("TOOL_MISSING", `TERRAFORM_BINARY_NAME is '${named}', which is not a program`, {
    hint: "set it to 'terraform', 'tofu' or a path, or unset it to take the one on PATH",
  });
}

async function askVersion(binary: string, { env }: ToolchainContext): Promise<Terraform> {
  const { stdout, exitCode } = await execa(binary, ["version"], {
    env: { ...env, CHECKPOINT_DISABLE: "1" },
    extendEnv: false,
    reject: false,
  });
  const found = parseVersion(stdout);
  if (found !== undefined) return { binary, ...found };
  throw new LocoError(
    "TOOL_FAILED",
    `'${binary} version' did not say its version (exit code ${exitCode ?? "none"})`,
    {
      hint: "name another Terraform or OpenTofu in TERRAFORM_BINARY_NAME",
    },
  );
}
