import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { LocoError } from "../../platform/errors/loco-error.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/**
 * Runs kubectl, because it knows every way of signing in that a kubeconfig can name. The kubeconfig is that of
 * KUBE_CONFIG_PATH, as for Terraform's providers, else kubectl's own.
 *
 * @param failed what it could not do, when it fails
 * @returns what it printed
 * @throws LocoError KUBECONFIG_MISSING, TOOL_MISSING, TOOL_FAILED
 */
export async function runKubectl(env: Env, args: readonly string[], failed: string): Promise<string> {
  const path = env.KUBE_CONFIG_PATH || undefined;
  requireKubeconfig(path, env);
  const kubeconfig = path === undefined ? [] : ["--kubeconfig", path];
  const { stdout, stderr, exitCode, code } = await execa("kubectl", [...args, ...kubeconfig], {
    env,
    extendEnv: false,
    reject: false,
  });
  if (code === "ENOENT") {
    throw new LocoError("TOOL_MISSING", "kubectl is not installed", {
      hint: "install it: https://kubernetes.io/docs/tasks/tools/",
    });
  }
  if (exitCode === 0) return stdout;
  throw new LocoError("TOOL_FAILED", `${failed}: ${stderr.trim().split("\n").at(-1) ?? ""}`, {
    hint: "KUBE_CONFIG_PATH or KUBECONFIG names the kubeconfig of whoever renders or deploys apps",
  });
}

/** Without one, kubectl asks localhost:8080, and its words are about that. */
function requireKubeconfig(path: string | undefined, env: Env): void {
  const hint =
    "set KUBE_CONFIG_PATH to a kubeconfig; npx loco kubeconfig writes one in the platform's folder";
  if (path !== undefined && !existsSync(path))
    throw new LocoError("KUBECONFIG_MISSING", `no file ${path}, which KUBE_CONFIG_PATH names`, { hint });
  const isThere =
    path !== undefined ||
    (env.KUBECONFIG ?? "") !== "" ||
    // In a pod, kubectl is its service account.
    env.KUBERNETES_SERVICE_HOST !== undefined ||
    existsSync(join(env.HOME ?? "/", ".kube/config"));
  if (!isThere)
    throw new LocoError("KUBECONFIG_MISSING", "no kubeconfig says which cluster is meant", { hint });
}
