import { homedir } from "node:os";
import { join } from "node:path";
import type { ToolchainContext } from "./context.ts";

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
