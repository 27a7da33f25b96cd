import type { TerraformStack } from "cdktf";
import type { PlatformConfig } from "../config/platform-config.gen.ts";

/** The pinned provider versions, one place for all. `[providers]` in platform.toml overrides single ones. */
export const PINNED_PROVIDERS = {
  cloudstack: "0.6.0",
  helm: "3.1.1",
  http: "3.5.0",
  kubernetes: "2.38.0",
  random: "3.7.2",
  time: "0.13.1",
  tls: "4.1.0",
} as const;

/** Oldest Terraform and OpenTofu that the synthesised JSON works with (design.md, D13). */
const TERRAFORM_VERSION = ">= 1.6.0";

/** Pins every provider that the stack declares. */
export function pinVersions(
  stack: TerraformStack,
  config: Pick<PlatformConfig, "providers">,
  declared: readonly (keyof typeof PINNED_PROVIDERS)[],
): void {
  stack.addOverride("terraform.required_version", TERRAFORM_VERSION);
  for (const name of declared) {
    stack.addOverride(
      `terraform.required_providers.${name}.version`,
      config.providers[name] ?? PINNED_PROVIDERS[name],
    );
    // The others' constructs say it; this one takes no configuration and has none.
    if (name === "time") stack.addOverride("terraform.required_providers.time.source", "hashicorp/time");
  }
}
