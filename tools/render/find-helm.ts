import { execa } from "execa";
import { LocoError } from "../../platform/errors/loco-error.ts";
import type { ToolchainContext } from "../sandbox/toolchain/context.ts";
import { ensureHelm } from "../sandbox/toolchain/helm.ts";
import { findProgram } from "../sandbox/toolchain/programs.ts";

/** The major version of Helm that apps are rendered with, and that the Helm provider has inside. */
const MAJOR = "v3.";

/**
 * Path of a Helm 3: the one on PATH, else the pinned one, which is built where it is not there yet. A Helm of another
 * major version is said and passed over: it may render something else. Errors: HELM_UNFIT, TOOL_MISSING, TOOL_TOO_OLD,
 * TOOL_FAILED.
 */
export async function requireHelm(
  context: ToolchainContext,
  pinned: (context: ToolchainContext) => Promise<{ readonly binary: string }> = ensureHelm,
): Promise<string> {
  const found = await findProgram("helm", context.env);
  const version = found === undefined ? "" : await versionOf(found);
  if (found !== undefined && version.startsWith(MAJOR)) return found;
  if (found !== undefined)
    context.reporter.info(`${found} is ${version || "no Helm"}; taking Loco's own Helm 3 instead`);
  try {
    return (await pinned(context)).binary;
  } catch (cause) {
    if (found === undefined || !(cause instanceof LocoError)) throw cause;
    throw new LocoError(
      "HELM_UNFIT",
      `${found} is ${version || "no Helm"}, and apps are rendered with Helm 3`,
      {
        hint: `put Helm 3 first on PATH (https://helm.sh/docs/intro/install), or let Loco build it: ${cause.hint ?? cause.message}`,
        cause,
      },
    );
  }
}

/** `v3.19.5`; empty when it does not say. Helm 2 fails here, because it asks its server. */
async function versionOf(helm: string): Promise<string> {
  const { stdout, exitCode } = await execa(helm, ["version", "--template", "{{.Version}}"], {
    reject: false,
  });
  return exitCode === 0 ? stdout.trim() : "";
}
