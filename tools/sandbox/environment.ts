import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { daemonControl } from "./daemon/control.ts";
import { type SandboxLayout, sandboxLayout } from "./layout.ts";

/** What a person's shell needs to work on the sandbox as on any CloudStack. */
export interface SandboxEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Whether `cdktf deploy` needs `--skip-provider-lock`, because the providers were built here. */
  readonly skipsProviderLock: boolean;
}

/** Keeps the environment of a deployment for {@link readEnvironment}. */
export function keepEnvironment(layout: SandboxLayout, environment: SandboxEnvironment): void {
  writeFileSync(layout.environmentFile, `${JSON.stringify(environment, undefined, 2)}\n`, { mode: 0o600 });
}

/**
 * The environment of the sandbox's latest deployment. Nothing is built or looked for.
 *
 * @throws LocoError SANDBOX_DOWN, or TOOL_MISSING when a program that it names is gone.
 */
export async function readEnvironment(project: string): Promise<SandboxEnvironment> {
  const layout = sandboxLayout(project);
  await daemonControl(layout.controlDir).status();
  const hint = "npm run sandbox makes it again";
  if (!existsSync(layout.environmentFile)) {
    throw new LocoError("TOOL_MISSING", "the sandbox has not deployed a platform yet", { hint });
  }
  const environment = JSON.parse(readFileSync(layout.environmentFile, "utf8")) as SandboxEnvironment;
  for (const name of ["TERRAFORM_BINARY_NAME", "TF_CLI_CONFIG_FILE"]) {
    const path = environment.variables[name] ?? "";
    if (!existsSync(path))
      throw new LocoError("TOOL_MISSING", `${name} is '${path}', which is gone`, { hint });
  }
  return environment;
}

/** The variables as lines that a POSIX shell takes with `eval`. */
export function exportLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join("\n");
}
