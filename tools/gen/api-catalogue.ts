import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { ToolchainContext } from "../sandbox/toolchain/context.ts";
import { goEnvironment } from "../sandbox/toolchain/go-environment.ts";
import { moduleFolder } from "../sandbox/toolchain/go-module.ts";
import { findProgram } from "../sandbox/toolchain/programs.ts";
import { catalogueSource } from "./cloudstack-catalogue.ts";
import type { Unavailable } from "./generator.ts";

/**
 * Reads CloudStack's API catalogue from the Go module that the Terraform provider is built from. Without `download`
 * only the module cache is looked into. Go verifies it with the providers' go.sum, which is why it is asked there.
 */
export async function readApiCatalogue(
  context: ToolchainContext,
  download: boolean,
): Promise<{ readonly kind: "text"; readonly text: string } | Unavailable> {
  const go = await findProgram("go", context.env);
  if (go === undefined) return { kind: "unavailable", reason: "no Go compiler on PATH" };
  const [module = "", path = ""] = catalogueSource.split(" ");
  const { stdout, stderr } = await execa(go, ["mod", "download", "-json", module], {
    cwd: moduleFolder("providers"),
    env: { ...goEnvironment(context), ...(download ? {} : { GOPROXY: "off" }) },
    extendEnv: false,
    reject: false,
  });
  // A module that cannot be had is reported in JSON too; a Go that could not start leaves it empty.
  const answer = JSON.parse(stdout || "{}") as { readonly Dir?: string; readonly Error?: string };
  if (answer.Dir !== undefined) return { kind: "text", text: await readFile(join(answer.Dir, path), "utf8") };
  const reason = download ? (answer.Error ?? stderr.trim()) : `${module} is not in the Go module cache`;
  return { kind: "unavailable", reason };
}
