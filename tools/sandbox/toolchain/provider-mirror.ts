import type { GoPlatform } from "./build-key.ts";

/** A Terraform provider that the sandbox's deploys use. */
export interface Provider {
  readonly namespace: string;
  readonly type: string;
  /** A release that both registries have, and that a build of ours is served as. */
  readonly version: string;
}

/** Terraform resolves `cloudstack/cloudstack` at the first, OpenTofu at the second; both are served from one mirror. */
const registryHosts = ["registry.terraform.io", "registry.opentofu.org"] as const;

/** Where a provider's binary lies in a mirror; https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror */
export function mirrorPlaces({ namespace, type, version }: Provider, { os, arch }: GoPlatform): string[] {
  return registryHosts.map(
    (host) =>
      `mirror/${host}/${namespace}/${type}/${version}/${os}_${arch}/terraform-provider-${type}_v${version}`,
  );
}

/** A CLI configuration that takes these providers from a mirror only and all others from their registries. */
export function mirrorCliConfig(mirror: string, providers: readonly Provider[]): string {
  const names = registryHosts.flatMap((host) =>
    providers.map(({ namespace, type }) => JSON.stringify(`${host}/${namespace}/${type}`)),
  );
  const list = `[\n${names.map((name) => `      ${name},\n`).join("")}    ]`;
  return `disable_checkpoint = true

provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ${list}
  }
  direct {
    exclude = ${list}
  }
}
`;
}

/** A CLI configuration that takes every provider from its registry. */
export const registryCliConfig = "disable_checkpoint = true\n";
