import { execa } from "execa";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { ToolchainContext } from "./context.ts";
import { goEnvironment } from "./go-environment.ts";
import { executableName, type GoModule, moduleFolder } from "./go-module.ts";
import { overlayFlags } from "./go-overlay.ts";
import { GoProgress } from "./go-progress.ts";
import { findProgram } from "./programs.ts";
import { compareVersions } from "./version.ts";

/** A Go installation. */
export interface Go {
  readonly binary: string;
  /** As in `1.26.8`. */
  readonly version: string;
  /** Go's own setting: `local` means that it never fetches a newer one. */
  readonly toolchain: string;
}

/** Go 1.21 was the first to fetch a newer Go by itself; https://go.dev/doc/toolchain */
const firstSelfUpdating = "1.21";

/**
 * The flags every program is built with. Debug information would be thrown away by the linker's `-w`; not producing it in the first
 * place shortens the build.
 */
const commonFlags: readonly string[] = ["-trimpath", "-gcflags=all=-dwarf=false"];

/** The flags that decide what a module's programs are made of. */
export function buildFlags({ tags = [] }: Pick<GoModule, "tags">): readonly string[] {
  return tags.length === 0 ? commonFlags : [...commonFlags, `-tags=${tags.join(",")}`];
}

/** Whether a Go can build a module that asks for `required`, itself or through a newer one it fetches. */
export function canBuild(go: Pick<Go, "version" | "toolchain">, required: string): boolean {
  if (compareVersions(go.version, required) >= 0) return true;
  const fetches = go.toolchain === "auto" || go.toolchain.endsWith("+auto");
  return fetches && compareVersions(go.version, firstSelfUpdating) >= 0;
}

/** Finds a Go that can build a module; `what` is what it is needed for. Errors: `TOOL_MISSING`, `TOOL_TOO_OLD`. */
export async function findGo(what: string, required: string, context: ToolchainContext): Promise<Go> {
  const binary = await findProgram("go", context.env);
  if (binary === undefined) {
    throw new LocoError("TOOL_MISSING", `no Go compiler on PATH, needed to build ${what}`, {
      hint: `install Go ${required} or newer: https://go.dev/dl (or your system's golang package)`,
    });
  }
  const { stdout } = await execa(binary, ["env", "GOVERSION", "GOTOOLCHAIN"], {
    env: goEnvironment(context),
    extendEnv: false,
    cwd: "/",
  });
  const [version = "", toolchain = ""] = stdout.split("\n");
  const go: Go = { binary, version: version.replace(/^go/, ""), toolchain };
  if (canBuild(go, required)) return go;
  throw new LocoError("TOOL_TOO_OLD", `Go ${go.version} cannot build ${what}, which needs ${required}`, {
    hint:
      compareVersions(go.version, firstSelfUpdating) >= 0
        ? `GOTOOLCHAIN is '${toolchain}': set GOTOOLCHAIN=auto and Go fetches ${required} itself, or install it from https://go.dev/dl`
        : `install Go ${required} or newer from https://go.dev/dl`,
  });
}

/**
 * Builds all programs of a module into `outDir`, under the names Go gives them.
 * `progress` gets what is being done; `workDir` holds Go's temporary files. Error: `TOOL_FAILED`.
 */
export async function goBuild(
  go: Go,
  module: GoModule,
  dirs: { readonly outDir: string; readonly workDir: string },
  context: ToolchainContext,
  progress: (detail: string) => void,
): Promise<void> {
  const values = Object.entries(module.linkerValues).map(([name, value]) => `-X ${name}=${value}`);
  const linkerFlags = ["-s -w", ...values].join(" ");
  const packages = module.programs.map((program) => program.package);
  const overlay = await overlayFlags(module, dirs.workDir, (path) =>
    moduleSources(go, module, path, context),
  );
  const output = new GoProgress();
  const build = execa(
    go.binary,
    [
      ...["build", "-v", ...overlay, ...buildFlags(module), "-ldflags", linkerFlags],
      ...["-o", `${dirs.outDir}/`, ...packages],
    ],
    {
      cwd: moduleFolder(module.name),
      env: { ...goEnvironment(context), GOTMPDIR: dirs.workDir },
      extendEnv: false,
      stdin: "ignore",
      stdout: "ignore",
      buffer: false,
      reject: false,
    },
  );
  for await (const line of build.iterable({ from: "stderr" })) {
    const detail = output.take(line);
    if (detail !== undefined) progress(detail);
  }
  const result = await build;
  if (!result.failed) return;
  const names = packages.map(executableName).join(", ");
  throw failed(`go build of ${names}`, output.trouble || result.shortMessage, result);
}

/** The folder with the unpacked sources of a module that a tools module pins, checked against its `go.sum`. */
export async function moduleSources(
  go: Go,
  module: GoModule,
  path: string,
  context: ToolchainContext,
): Promise<string> {
  const result = await execa(go.binary, ["mod", "download", "-json", path], {
    cwd: moduleFolder(module.name),
    env: goEnvironment(context),
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });
  // A module that cannot be had is reported in JSON too; a Go that could not start leaves it empty.
  const answer = JSON.parse(result.stdout || "{}") as { readonly Dir?: string; readonly Error?: string };
  if (answer.Dir !== undefined) return answer.Dir;
  throw failed(`go mod download of ${path}`, answer.Error ?? result.shortMessage, result);
}

function failed(what: string, trouble: string | undefined, cause: unknown): LocoError {
  return new LocoError("TOOL_FAILED", `${what} failed: ${trouble}`, {
    cause,
    hint: "sources come from proxy.golang.org (or GOPROXY): check the network and free disk space, then run the command again; what is compiled stays compiled",
  });
}
