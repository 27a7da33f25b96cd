import { describe, expect, test } from "vitest";
import { silentReporter } from "../../console/reporter.ts";
import type { ToolchainContext } from "./context.ts";
import { goEnvironment } from "./go-environment.ts";

function context(env: ToolchainContext["env"] = {}): ToolchainContext {
  return { cacheDir: "/cache", reporter: silentReporter, env: { HOME: "/home/someone", ...env } };
}

describe("the environment of Go", () => {
  test("keeps everything Go writes in the cache folder", () => {
    const env = goEnvironment(context());
    for (const name of ["GOPATH", "GOCACHE", "GOMODCACHE"]) expect(env[name]).toMatch("/cache/go");
  });

  test("respects a place the user chose and drops settings meant for other projects", () => {
    const env = goEnvironment(
      context({ GOCACHE: "/chosen", GOFLAGS: "-mod=mod", GOWORK: "/x/go.work", GOOS: "windows" }),
    );
    expect(env).toMatchObject({ GOCACHE: "/chosen", GOWORK: "off", GOOS: undefined });
    expect(env.GOFLAGS).toMatch(/^-mod=readonly /);
  });

  test.runIf(process.platform === "linux")("reads the user's go settings without writing beside them", () => {
    const env = goEnvironment(context());
    expect(env.GOENV).toBe("/home/someone/.config/go/env");
    expect(env.XDG_CONFIG_HOME).toBe("/cache/go/config");
  });
});
