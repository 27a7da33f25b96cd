import { join } from "node:path";
import { ensureBuilt } from "./build-cache.ts";
import type { ToolchainContext } from "./context.ts";
import { type GoModule, pinnedVersion, readModuleFiles } from "./go-module.ts";

/** The Helm command line. */
export interface Helm {
  /** Absolute path. */
  readonly binary: string;
  /** With its `v`. */
  readonly version: string;
}

/** Makes sure of Helm, for the tests that install our charts. Errors: those of {@link ensureBuilt}. */
export async function ensureHelm(context: ToolchainContext): Promise<Helm> {
  const { goMod } = await readModuleFiles("helm");
  const dir = await ensureBuilt(helmModule(goMod), context);
  return { binary: join(dir, "bin/helm"), version: pinnedVersion(goMod, "helm.sh/helm/v3") };
}

/** The tools module of {@link Helm}, with the versions its `go.mod` pins. */
export function helmModule(goMod: string): GoModule {
  const version = pinnedVersion(goMod, "helm.sh/helm/v3");
  const [, kubernetesMinor = ""] = pinnedVersion(goMod, "k8s.io/client-go").split(".");
  return {
    name: "helm",
    title: `Helm ${version}`,
    programs: [{ package: "helm.sh/helm/v3/cmd/helm", places: ["bin/helm"] }],
    // As Helm's Makefile sets them: without, `helm template` renders for Kubernetes 1.20.
    linkerValues: {
      "helm.sh/helm/v3/internal/version.version": version,
      ...Object.fromEntries(
        ["helm.sh/helm/v3/pkg/chartutil", "helm.sh/helm/v3/pkg/lint/rules"].flatMap((name) => [
          [`${name}.k8sVersionMajor`, "1"],
          [`${name}.k8sVersionMinor`, kubernetesMinor],
        ]),
      ),
    },
  };
}
