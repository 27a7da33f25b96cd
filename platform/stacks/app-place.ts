import { HelmProvider } from "@cdktf/provider-helm/lib/provider/index.js";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import type { TerraformStack } from "cdktf";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { appState } from "./app-state.ts";
import { createBackend } from "./backend.ts";
import { pinVersions } from "./provider-versions.ts";

/** What the stacks of apps have in common. */
export interface AppPlatform extends Pick<PlatformConfig, "name" | "state" | "providers"> {
  /** LOCO_ENV, when it is an environment of the platform. */
  readonly environment: string | undefined;
}

/**
 * Gives an app's stack its state and its providers, which find the cluster by KUBE_CONFIG_PATH: whoever deploys an app
 * needs nothing of the platform's state (design.md, D2).
 *
 * @returns the provider that installs
 */
export function createAppPlace(stack: TerraformStack, platform: AppPlatform, app: string): HelmProvider {
  new KubernetesProvider(stack, "kubernetes");
  const { name, environment } = platform;
  const state = appState(platform.state, { platform: name, environment }, app);
  createBackend(stack, { name, state }, undefined);
  pinVersions(stack, platform, ["helm", "kubernetes"]);
  return new HelmProvider(stack, "helm");
}
