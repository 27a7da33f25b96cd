import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentReporter } from "../../console/reporter.ts";
import type { ToolchainContext } from "./context.ts";
import { canBuild, findGo, type Go, goBuild } from "./go.ts";
import type { GoModule } from "./go-module.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "loco-go-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function context(env: ToolchainContext["env"] = {}): ToolchainContext {
  return {
    cacheDir: join(root, "cache"),
    reporter: silentReporter,
    env: { PATH: `${root}/bin:/usr/bin:/bin`, HOME: "/home/someone", ...env },
  };
}

async function fakeGo(script: string): Promise<Go> {
  await mkdir(join(root, "bin"), { recursive: true });
  const binary = join(root, "bin/go");
  await writeFile(binary, `#!/bin/sh\n${script}\n`);
  await chmod(binary, 0o755);
  return { binary, version: "1.26.8", toolchain: "local" };
}

describe("canBuild", () => {
  test.each([
    ["1.26.8", "local", true],
    ["1.24.0", "local", true],
    ["1.23.4", "local", false],
    ["1.23.4", "auto", true],
    ["1.23.4", "go1.23.4+auto", true],
    ["1.23.4", "path", false],
    ["1.20.14", "auto", false],
  ])("Go %s with GOTOOLCHAIN=%s: %s", (version, toolchain, able) => {
    expect(canBuild({ version, toolchain }, "1.24.0")).toBe(able);
  });
});

describe("findGo", () => {
  test("returns the Go on PATH", async () => {
    const { binary } = await fakeGo('echo "go1.26.8\nauto"');
    expect(await findGo("x", "1.24.0", context())).toEqual({ binary, version: "1.26.8", toolchain: "auto" });
  });

  test("says where to get Go when there is none", async () => {
    await expect(findGo("the Terraform providers", "1.24.0", context({ PATH: root }))).rejects.toMatchObject({
      code: "TOOL_MISSING",
      message: expect.stringContaining("the Terraform providers"),
      hint: expect.stringContaining("Go 1.24.0 or newer: https://go.dev/dl"),
    });
  });

  test("names GOTOOLCHAIN when it alone keeps Go from updating itself", async () => {
    await fakeGo('echo "go1.23.1\nlocal"');
    await expect(findGo("x", "1.24.0", context())).rejects.toMatchObject({
      code: "TOOL_TOO_OLD",
      hint: expect.stringContaining("GOTOOLCHAIN=auto"),
    });
  });

  test("asks for an installation when Go is too old to update itself", async () => {
    await fakeGo('echo "go1.19.8\n"');
    await expect(findGo("x", "1.24.0", context())).rejects.toMatchObject({
      code: "TOOL_TOO_OLD",
      hint: expect.stringMatching(/^install Go 1\.24\.0/),
    });
  });
});

describe("goBuild", () => {
  const module: GoModule = {
    name: "providers",
    title: "providers",
    programs: [{ package: "example.com/a", places: ["bin/a"] }],
    linkerValues: { "main.version": "v1" },
  };
  const dirs = { outDir: "/out", workDir: "/work" };

  test("is one reproducible build of all packages, with the module's linker values", async () => {
    const go = await fakeGo(`for a in "$@"; do echo "$a"; done > ${root}/args; pwd >> ${root}/args`);
    await goBuild(go, module, dirs, context(), () => {});
    const args = (await readFile(join(root, "args"), "utf8")).trim().split("\n");
    expect(args.slice(0, -1)).toEqual([
      ...["build", "-v", "-trimpath", "-gcflags=all=-dwarf=false"],
      ...["-ldflags", "-s -w -X main.version=v1", "-o", "/out/", "example.com/a"],
    ]);
    expect(args.at(-1)).toMatch(/toolchain\/modules\/providers$/);
  });

  test("leaves out what the module's tags leave out", async () => {
    const go = await fakeGo(`echo "$@" > ${root}/args`);
    await goBuild(go, { ...module, tags: ["no_aws", "no_gce"] }, dirs, context(), () => {});
    expect(await readFile(join(root, "args"), "utf8")).toContain(" -tags=no_aws,no_gce ");
  });

  test("says what kept it from the sources of a module that lacks files", async () => {
    const go = await fakeGo('echo \'{"Error": "403 Forbidden"}\'; exit 1');
    const incomplete = [{ path: "example.com/a", files: {} }];
    await expect(goBuild(go, { ...module, incomplete }, dirs, context(), () => {})).rejects.toMatchObject({
      code: "TOOL_FAILED",
      message: "go mod download of example.com/a failed: 403 Forbidden",
    });
  });

  test("reports what is being compiled", async () => {
    const go = await fakeGo("echo errors >&2; echo fmt >&2");
    const details: string[] = [];
    await goBuild(go, module, dirs, context(), (detail) => details.push(detail));
    expect(details).toEqual(["1 packages compiled · errors", "2 packages compiled · fmt"]);
  });

  test("says why when Go ended without a word", async () => {
    const go = await fakeGo("kill -9 $$");
    await expect(goBuild(go, module, dirs, context(), () => {})).rejects.toMatchObject({
      code: "TOOL_FAILED",
      message: expect.stringMatching(/^go build of a failed: .*SIGKILL/),
    });
  });

  test("passes on what Go complained about", async () => {
    const go = await fakeGo('echo fmt >&2; echo "dial tcp: no route to host" >&2; exit 1');
    await expect(goBuild(go, module, dirs, context(), () => {})).rejects.toMatchObject({
      code: "TOOL_FAILED",
      message: "go build of a failed: dial tcp: no route to host",
    });
  });
});
