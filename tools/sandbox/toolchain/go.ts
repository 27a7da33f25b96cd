import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { ToolchainContext } from "./context.ts";
import { executableName, type GoModule, moduleFolder } from "./go-module.ts";
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
export const buildFlags: readonly string[] = ["-trimpath", "-gcflags=all=-dwarf=false"];

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
  const output = new GoProgress();
  const build = execa(
    go.binary,
    ["build", "-v", ...buildFlags, "-ldflags", linkerFlags, "-o", `${dirs.outDir}/`, ...packages],
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
  throw new LocoError(
    "TOOL_FAILED",
    `go build of ${names} failed: ${output.trouble || result.shortMessage}`,
    {
      cause: result,
      hint: "sources come from proxy.golang.org (or GOPROXY): check the network and free disk space, then run the command again; what is compiled stays compiled",
    },
  );
}

/**
 * The environment of every Go command: downloads and compiled packages stay in our cache folder unless the user chose a place, and
 * settings meant for the user's own projects do not leak in. Checksum verification stays as it is.
 */
export function goEnvironment({ env, cacheDir }: ToolchainContext): Record<string, string | undefined> {
  const root = join(cacheDir, "go");
  const userConfig = env.XDG_CONFIG_HOME ?? join(env.HOME ?? homedir(), ".config");
  return {
    ...env,
    CGO_ENABLED: "0",
    GO111MODULE: undefined,
    GOARCH: undefined,
    GOCACHE: env.GOCACHE ?? join(root, "build"),
    // With read-only module files, `rm -rf ~/.cache/loco-platform` would fail.
    GOFLAGS: "-mod=readonly -buildvcs=false -modcacherw",
    GOMODCACHE: env.GOMODCACHE ?? join(root, "modules"),
    GOOS: undefined,
    GOPATH: root,
    GOWORK: "off",
    // Go counts its own runs in the user's configuration folder (https://go.dev/doc/telemetry): that goes to our cache, while the
    // settings made with `go env -w` (a company's GOPROXY) are still read.
    ...(process.platform === "linux"
      ? { GOENV: env.GOENV ?? join(userConfig, "go", "env"), XDG_CONFIG_HOME: join(root, "config") }
      : {}),
  };
}
