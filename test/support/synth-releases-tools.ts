import { join } from "node:path";
import { execa } from "execa";
import type { RunTool } from "./synth-releases-apply.ts";

/** Absolute paths. */
export interface ClusterTools {
  readonly kubectl: string;
  readonly helm: string;
  readonly kubeconfig: string;
  /** Folder for what Helm keeps. */
  readonly home: string;
}

/** Runs real tools. Secrets and values pass through standard input; nothing of the person's own Helm is used. */
export function clusterTools({ kubectl, helm, kubeconfig, home }: ClusterTools): RunTool {
  const env = {
    KUBECONFIG: kubeconfig,
    HOME: home,
    ...Object.fromEntries(["CACHE", "CONFIG", "DATA"].map((kind) => [`HELM_${kind}_HOME`, join(home, kind)])),
  };
  const programs = { kubectl, helm };
  return async (tool, args, input = "") => {
    const { stdout } = await execa(programs[tool], args, { env, input });
    return stdout;
  };
}
