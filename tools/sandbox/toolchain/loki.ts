import { join } from "node:path";
import { ensureBuilt } from "./build-cache.ts";
import type { ToolchainContext } from "./context.ts";
import { type GoModule, pinnedVersion, readModuleFiles } from "./go-module.ts";

const LOKI = "github.com/grafana/loki/v3";

/** Makes sure of Loki, for the test that runs what its addon configures; its absolute path. Errors: those of {@link ensureBuilt}. */
export async function ensureLoki(context: ToolchainContext): Promise<string> {
  const { goMod } = await readModuleFiles("loki");
  return join(await ensureBuilt(lokiModule(goMod), context), "bin/loki");
}

/** The tools module of {@link ensureLoki}, with the versions its `go.mod` pins. */
export function lokiModule(goMod: string): GoModule {
  const version = pinnedVersion(goMod, LOKI);
  return {
    name: "loki",
    title: `Loki ${version}`,
    programs: [{ package: `${LOKI}/cmd/loki`, places: ["bin/loki"] }],
    // As Loki's Makefile sets it, without its v.
    linkerValues: { [`${LOKI}/pkg/util/build.Version`]: version.replace(/^v/, "") },
  };
}
