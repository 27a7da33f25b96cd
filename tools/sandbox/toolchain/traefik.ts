import { join } from "node:path";
import { ensureBuilt } from "./build-cache.ts";
import type { ToolchainContext } from "./context.ts";
import { findGo, moduleSources } from "./go.ts";
import { type GoModule, pinnedVersion, readModuleFiles, requiredGo } from "./go-module.ts";

const TRAEFIK = "github.com/traefik/traefik/v3";

/** Traefik, for the test that sends requests to apps. */
export interface Traefik {
  /** Absolute path. */
  readonly binary: string;
  /** File with the definitions of its own kinds. */
  readonly definitions: string;
}

/** Makes sure of Traefik. Errors: those of {@link ensureBuilt}. */
export async function ensureTraefik(context: ToolchainContext): Promise<Traefik> {
  const { goMod } = await readModuleFiles("traefik");
  const module = traefikModule(goMod);
  const built = await ensureBuilt(module, context);
  const go = await findGo(module.title, requiredGo(goMod), context);
  const sources = await moduleSources(go, module, TRAEFIK, context);
  return {
    binary: join(built, "bin/traefik"),
    definitions: join(
      sources,
      "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml",
    ),
  };
}

/** The tools module of {@link ensureTraefik}, with the versions its `go.mod` pins. */
export function traefikModule(goMod: string): GoModule {
  const version = pinnedVersion(goMod, TRAEFIK);
  return {
    name: "traefik",
    title: `Traefik ${version}`,
    programs: [{ package: `${TRAEFIK}/cmd/traefik`, places: ["bin/traefik"] }],
    linkerValues: { [`${TRAEFIK}/pkg/version.Version`]: version.replace(/^v/, "") },
  };
}
