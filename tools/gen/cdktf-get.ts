import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { LocoError } from "../../platform/errors/loco-error.ts";
import type { ToolchainContext } from "../sandbox/toolchain/context.ts";
import { ensureProviders, sandboxProviders } from "../sandbox/toolchain/providers.ts";
import { ensureTerraform } from "../sandbox/toolchain/terraform.ts";
import type { Unavailable } from "./generator.ts";

/** What `cdktf get` made of the CloudStack provider: each resource's code, by the resource's name. */
export interface Bindings {
  readonly kind: "bindings";
  readonly code: ReadonlyMap<string, string>;
}

/**
 * Runs `cdktf get` on the CloudStack provider in a folder of its own in the cache. Terraform and the provider are
 * those of the sandbox, and built when there are none.
 *
 * @throws LocoError TOOL_FAILED when cdktf fails.
 */
export async function cdktfGet(
  root: string,
  resources: readonly string[],
  context: ToolchainContext,
): Promise<Bindings | Unavailable> {
  const tools = await terraformEnvironment(context);
  if (tools.kind === "unavailable") return tools;
  mkdirSync(context.cacheDir, { recursive: true });
  const folder = mkdtempSync(join(context.cacheDir, "cdktf-get-"));
  try {
    writeFileSync(join(folder, "cdktf.json"), JSON.stringify(projectFile));
    await context.reporter.step("cdktf get cloudstack/cloudstack", () =>
      get(root, folder, tools.env, context),
    );
    const read = (name: string) =>
      readFileSync(join(folder, ".gen/providers/cloudstack", name, "index.ts"), "utf8");
    return { kind: "bindings", code: new Map(resources.map((name) => [name, read(name)])) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { namespace, type, version } = sandboxProviders.cloudstack;

const projectFile = {
  language: "typescript",
  app: "true",
  sendCrashReports: "false",
  terraformProviders: [{ name: type, source: `${namespace}/${type}`, version }],
  codeMakerOutput: ".gen",
};

async function terraformEnvironment(
  context: ToolchainContext,
): Promise<{ readonly kind: "tools"; readonly env: Readonly<Record<string, string>> } | Unavailable> {
  try {
    const terraform = await ensureTerraform(context);
    const providers = await ensureProviders(terraform, context);
    return { kind: "tools", env: { ...providers.env, TERRAFORM_BINARY_NAME: terraform.binary } };
  } catch (error) {
    if (error instanceof LocoError && error.code.startsWith("TOOL_"))
      return { kind: "unavailable", reason: error.message };
    throw error;
  }
}

async function get(
  root: string,
  folder: string,
  tools: Readonly<Record<string, string>>,
  { env }: ToolchainContext,
): Promise<void> {
  const result = await execa(join(root, "node_modules/.bin/cdktf"), ["get"], {
    cwd: folder,
    env: { ...env, ...tools, CI: "1", FORCE_COLOR: "0", TMPDIR: folder },
    extendEnv: false,
    all: true,
    reject: false,
    stdin: "ignore",
  });
  if (!result.failed) return;
  throw new LocoError("TOOL_FAILED", `cdktf get failed: ${result.all || result.shortMessage}`, {
    cause: result,
  });
}
