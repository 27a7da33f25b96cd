import type { PlatformConfig } from "./platform-config.gen.ts";

/** The Kubernetes version in `k3s_version`, as Helm takes it: `1.36.3`. */
export const kubernetesVersion = ({ k3s_version }: Pick<PlatformConfig, "k3s_version">): string =>
  k3s_version.replace(/^v|\+.*$/g, "");
