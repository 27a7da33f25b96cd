import { execa } from "execa";
import { LocoError } from "../../platform/errors/loco-error.ts";

type Env = Readonly<Partial<Record<string, string>>>;

/**
 * Runs kubectl, because it knows every way of signing in that a kubeconfig can name. The kubeconfig is that of
 * KUBE_CONFIG_PATH, as for Terraform's providers, else kubectl's own.
 *
 * @param failed what it could not do, when it fails
 * @returns what it printed
 * @throws LocoError TOOL_MISSING, TOOL_FAILED
 */
export async function runKubectl(env: Env, args: readonly string[], failed: string): Promise<string> {
  const kubeconfig = env.KUBE_CONFIG_PATH === undefined ? [] : ["--kubeconfig", env.KUBE_CONFIG_PATH];
  const hasKubeconfig = (env.KUBE_CONFIG_PATH ?? env.KUBECONFIG ?? "") !== "";
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
    hint: hasKubeconfig
      ? "KUBE_CONFIG_PATH or KUBECONFIG names the kubeconfig of whoever renders or deploys apps"
      : "set KUBE_CONFIG_PATH to a kubeconfig; npx loco kubeconfig writes one in the platform's folder",
  });
}
