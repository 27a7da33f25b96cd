import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { LocoError } from "../../platform/errors/loco-error.ts";
import { sandboxCredentials } from "./cloudstack/cloud.ts";
import { keepEnvironment } from "./environment.ts";
import type { SandboxLayout } from "./layout.ts";
import type { Providers } from "./toolchain/providers.ts";
import type { Terraform } from "./toolchain/terraform.ts";

/** How Terraform is run against the sandbox. */
export interface DeployTools {
  readonly terraform: Terraform;
  readonly providers: Providers;
}

/** The environment that makes cdktf and Terraform work on the sandbox. */
export function sandboxEnvironment(
  api: string,
  { terraform, providers }: DeployTools,
): Record<string, string> {
  return {
    LOCO_ENV: "sandbox",
    CLOUDSTACK_API_URL: api,
    CLOUDSTACK_API_KEY: sandboxCredentials.apiKey,
    CLOUDSTACK_SECRET_KEY: sandboxCredentials.secretKey,
    TERRAFORM_BINARY_NAME: terraform.binary,
    ...providers.env,
  };
}

/**
 * Runs `cdktf deploy platform`, as a person would. Its output goes to `deploy.log`.
 *
 * @throws LocoError TOOL_FAILED with what Terraform complained about.
 */
export async function deployPlatform(
  layout: SandboxLayout,
  api: string,
  tools: DeployTools,
  progress: (detail: string) => void,
): Promise<void> {
  const cdktf = join(layout.project, "node_modules", ".bin", "cdktf");
  const skipsProviderLock = tools.providers.source === "build";
  const options = [
    "--auto-approve",
    // It asks the registry whatever the mirror holds.
    ...(skipsProviderLock ? ["--skip-provider-lock"] : []),
  ];
  const variables = sandboxEnvironment(api, tools);
  keepEnvironment(layout, { variables, skipsProviderLock });
  writeFileSync(layout.deployLog, "");
  // It holds hashes of providers from elsewhere, or of an earlier build, and would be refused with these.
  rmSync(join(layout.project, "cdktf.out/stacks/platform/.terraform.lock.hcl"), { force: true });
  const running = execa(cdktf, ["deploy", "platform", ...options], {
    cwd: layout.project,
    env: { ...variables, CI: "1", FORCE_COLOR: "0" },
    all: true,
    reject: false,
    stdin: "ignore",
  });
  for await (const line of running.iterable({ from: "all" })) {
    appendFileSync(layout.deployLog, `${line}\n`);
    const change = /(cloudstack_\w+\.\S+|tls_\w+\.\S+): (Creating|Modifying|Destroying)/.exec(line);
    if (change !== null) progress(`${change[2]?.toLowerCase()} ${change[1]}`);
  }
  const { exitCode } = await running;
  if (exitCode === 0) return;
  throw new LocoError(
    "TOOL_FAILED",
    `cdktf deploy platform failed${complaint(readFileSync(layout.deployLog, "utf8"))}`,
    {
      hint: `everything it printed: ${layout.deployLog}`,
    },
  );
}

/** The first thing that Terraform or synth complained about. */
function complaint(output: string): string {
  const plain = stripVTControlCharacters(output);
  const line = plain.split("\n").find((text) => /Error: |^\S+\.toml:\d+:\d+/.test(text));
  return line === undefined ? "" : `: ${line.replace(/^.*Error: /, "").trim()}`;
}
