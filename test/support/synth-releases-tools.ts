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

/**
 * Evaluates expressions with `terraform console` in a folder of a deployed stack (`cdktf.out/stacks/<stack>`), whose state
 * may be that of the same platform without addons.
 */
export function terraformConsole(
  binary: string,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): (expression: string) => Promise<string> {
  return async (expression) => {
    // Marked and unmarked again: the console hides sensitive values, and `nonsensitive` refuses others.
    const input = `base64encode(nonsensitive(sensitive(tostring(${expression}))))`;
    const { stdout } = await execa(binary, ["console"], { cwd: folder, env, input });
    const encoded = /^"([A-Za-z0-9+/=]*)"$/.exec(stdout.trim())?.[1];
    if (encoded === undefined) throw new Error(`${expression} is not known yet: ${stdout}`);
    return Buffer.from(encoded, "base64").toString();
  };
}
