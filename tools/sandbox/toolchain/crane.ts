import { join } from "node:path";
import { ensureBuilt } from "./build-cache.ts";
import type { ToolchainContext } from "./context.ts";
import { type GoModule, pinnedVersion, readModuleFiles } from "./go-module.ts";

const CRANE = "github.com/google/go-containerregistry";

/** Makes sure of crane, which copies images between registries and folders; its absolute path. Errors: those of {@link ensureBuilt}. */
export async function ensureCrane(context: ToolchainContext): Promise<string> {
  const { goMod } = await readModuleFiles("crane");
  return join(await ensureBuilt(craneModule(goMod), context), "bin/crane");
}

/** The tools module of {@link ensureCrane}, with the versions its `go.mod` pins. */
export function craneModule(goMod: string): GoModule {
  const version = pinnedVersion(goMod, CRANE);
  return {
    name: "crane",
    title: `crane ${version}`,
    programs: [{ package: `${CRANE}/cmd/crane`, places: ["bin/crane"] }],
    linkerValues: { [`${CRANE}/cmd/crane/cmd.Version`]: version },
  };
}
