import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { PINNED_PROVIDERS } from "../../../platform/stacks/provider-versions.ts";
import { ensureBuilt } from "./build-cache.ts";
import { type GoPlatform, goPlatform } from "./build-key.ts";
import type { ToolchainContext } from "./context.ts";
import type { GoModule } from "./go-module.ts";
import { mirrorCliConfig, mirrorPlaces, type Provider, registryCliConfig } from "./provider-mirror.ts";
import { registryServes } from "./registry-probe.ts";
import type { Terraform } from "./terraform.ts";

/**
 * The providers of a platform without addons.
 *
 * The Go module proxy has no tagged release of tls and random: random is built from the very commit of release 3.6.0, tls from one
 * between 4.0.4 and 4.0.5, which has 4.0.4's resources (4.0.5 changed dependencies only).
 */
export const sandboxProviders = {
  cloudstack: { namespace: "cloudstack", type: "cloudstack", version: PINNED_PROVIDERS.cloudstack },
  random: { namespace: "hashicorp", type: "random", version: "3.6.0" },
  tls: { namespace: "hashicorp", type: "tls", version: "4.0.4" },
} as const satisfies Readonly<Record<string, Provider>>;

/** How Terraform gets its providers. */
export interface Providers {
  readonly source: "registry" | "build";
  /**
   * What Terraform is to be started with, see {@link terraformEnvironment}. With `source` "build", pass
   * `--skip-provider-lock` to cdktf too: its `terraform providers lock` asks the registry whatever the mirror holds.
   */
  readonly env: Readonly<Record<string, string>>;
  /** Versions that satisfy both sources, to be written as `[providers]` constraints. */
  readonly versions: Readonly<Record<keyof typeof sandboxProviders, string>>;
}

/**
 * What Terraform is to be started with. Providers that were built here must stay out of the plugin cache that cdktf sets up in
 * ~/.terraform.d: every other project of the user would be given them for the published ones.
 *
 * @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/environment-variables
 */
export function terraformEnvironment(
  source: Providers["source"],
  cliConfig: string,
): Readonly<Record<string, string>> {
  return {
    TF_CLI_CONFIG_FILE: cliConfig,
    CHECKPOINT_DISABLE: "1",
    ...(source === "build" ? { CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1", TF_PLUGIN_CACHE_DIR: "" } : {}),
  };
}

/**
 * Makes sure of the providers: from the flavour's registry where it can be reached, else built into a mirror.
 * `LOCO_SANDBOX_PROVIDERS=registry|build` decides instead of looking. Errors: those of {@link ensureBuilt}, `ENVIRONMENT_INVALID`.
 */
export async function ensureProviders(
  { flavour }: Pick<Terraform, "flavour">,
  context: ToolchainContext,
): Promise<Providers> {
  const platform = goPlatform(process.platform, process.arch);
  const source = chosenSource(context.env) ?? (await reachableSource(flavour, platform));
  const config = join(context.cacheDir, "toolchain", `${source}.tfrc`);
  if (source === "build") {
    const dir = await ensureBuilt(providersModule(platform), context);
    await writeIfChanged(config, mirrorCliConfig(join(dir, "mirror"), Object.values(sandboxProviders)));
  } else {
    await writeIfChanged(config, registryCliConfig);
  }
  return {
    source,
    env: terraformEnvironment(source, config),
    versions: {
      cloudstack: sandboxProviders.cloudstack.version,
      random: sandboxProviders.random.version,
      tls: sandboxProviders.tls.version,
    },
  };
}

/** What `LOCO_SANDBOX_PROVIDERS` says; undefined when it is unset or empty. */
export function chosenSource(env: ToolchainContext["env"]): Providers["source"] | undefined {
  const value = env.LOCO_SANDBOX_PROVIDERS ?? "";
  if (value === "") return undefined;
  if (value === "registry" || value === "build") return value;
  throw new LocoError("ENVIRONMENT_INVALID", `LOCO_SANDBOX_PROVIDERS is '${value}'`, {
    hint: "set it to 'registry' or 'build', or unset it to have Loco look whether the registry can be reached",
  });
}

/** The tools module of the providers, which go straight to their places in the mirror. */
export function providersModule(platform: GoPlatform): GoModule {
  const { cloudstack, random, tls } = sandboxProviders;
  return {
    name: "providers",
    title: "the Terraform providers",
    programs: [
      {
        package: "github.com/terraform-providers/terraform-provider-cloudstack",
        places: mirrorPlaces(cloudstack, platform),
      },
      {
        package: "github.com/terraform-providers/terraform-provider-random",
        places: mirrorPlaces(random, platform),
      },
      { package: "github.com/hashicorp/terraform-provider-tls", places: mirrorPlaces(tls, platform) },
    ],
    linkerValues: {},
  };
}

async function reachableSource(
  flavour: Terraform["flavour"],
  platform: GoPlatform,
): Promise<Providers["source"]> {
  const registry =
    flavour === "terraform" ? "https://registry.terraform.io" : "https://registry.opentofu.org";
  return (await registryServes(registry, sandboxProviders.cloudstack, platform)) ? "registry" : "build";
}

async function writeIfChanged(path: string, text: string): Promise<void> {
  const present = await readFile(path, "utf8").catch(() => undefined);
  if (present === text) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
