import { join } from "node:path";
import { ensureBuilt } from "./build-cache.ts";
import type { ToolchainContext } from "./context.ts";
import { type GoModule, pinnedVersion, readModuleFiles } from "./go-module.ts";

/** Kubernetes' own programs, etcd and KWOK. */
export interface Kubernetes {
  /** Folder of `kube-apiserver`, `kube-controller-manager`, `kube-scheduler`, `kubectl`, `etcd`, `etcdctl`, `kwok`. */
  readonly binDir: string;
  /** With its `v`. */
  readonly version: string;
}

/** Makes sure of Kubernetes, building it when it is not in the cache. Errors: those of {@link ensureBuilt}. */
export async function ensureKubernetes(context: ToolchainContext): Promise<Kubernetes> {
  const { goMod } = await readModuleFiles("kubernetes");
  const dir = await ensureBuilt(kubernetesModule(goMod), context);
  return { binDir: join(dir, "bin"), version: pinnedVersion(goMod, "k8s.io/kubernetes") };
}

/** The tools module of {@link Kubernetes}, with the versions its `go.mod` pins. */
export function kubernetesModule(goMod: string): GoModule {
  const version = pinnedVersion(goMod, "k8s.io/kubernetes");
  const [major = "", minor = ""] = version.slice(1).split(".");
  return {
    name: "kubernetes",
    title: `Kubernetes ${version} and etcd`,
    programs: [
      { package: "k8s.io/kubernetes/cmd/kube-apiserver", places: ["bin/kube-apiserver"] },
      { package: "k8s.io/kubernetes/cmd/kube-controller-manager", places: ["bin/kube-controller-manager"] },
      { package: "k8s.io/kubernetes/cmd/kube-scheduler", places: ["bin/kube-scheduler"] },
      { package: "k8s.io/kubernetes/cmd/kubectl", places: ["bin/kubectl"] },
      { package: "go.etcd.io/etcd/server/v3", places: ["bin/etcd"] },
      { package: "go.etcd.io/etcd/etcdctl/v3", places: ["bin/etcdctl"] },
      { package: "sigs.k8s.io/kwok/cmd/kwok", places: ["bin/kwok"] },
    ],
    // As hack/lib/version.sh of Kubernetes sets them: without, the API server says v0.0.0-master and clients misjudge it.
    linkerValues: Object.fromEntries([
      ...["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((name) => [
        [`${name}.gitVersion`, version],
        [`${name}.gitMajor`, major],
        [`${name}.gitMinor`, minor],
        [`${name}.gitTreeState`, "clean"],
      ]),
      ["sigs.k8s.io/kwok/pkg/consts.Version", pinnedVersion(goMod, "sigs.k8s.io/kwok")],
    ]),
  };
}
