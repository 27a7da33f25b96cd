import type { TerraformStack } from "cdktf";
import type { PlatformConfig } from "../config/platform-config.gen.ts";

/** The pinned provider versions, one place for all. `[providers]` in platform.toml overrides single ones. */
const PINNED: Readonly<Record<string, string>> = {
  cloudstack: "0.6.0",
  helm: "3.1.1",
  http: "3.5.0",
  kubernetes: "2.38.0",
  random: "3.7.2",
  tls: "4.1.0",
};

/** Oldest Terraform and OpenTofu that the synthesised JSON works with (design.md, D13). */
const TERRAFORM_VERSION = ">= 1.6.0";

/** Pins every provider that the stack declares. */
export function pinVersions(
  stack: TerraformStack,
  config: PlatformConfig,
  declared: readonly string[],
): void {
  stack.addOverride("terraform.required_version", TERRAFORM_VERSION);
  for (const name of declared) {
    stack.addOverride(`terraform.required_providers.${name}.version`, config.providers[name] ?? PINNED[name]);
  }
}
