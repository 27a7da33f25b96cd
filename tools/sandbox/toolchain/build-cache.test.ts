import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentReporter } from "../../console/reporter.ts";
import { type Builder, ensureBuiltWith } from "./build-cache.ts";
import type { GoModule } from "./go-module.ts";

const module: GoModule = {
  name: "tools",
  title: "tools",
  programs: [
    { package: "example.com/server/v3", places: ["bin/etcd"] },
    { package: "example.com/provider", places: ["mirror/a/provider", "mirror/b/provider"] },
  ],
  linkerValues: {},
};

let root: string;
let dir: string;
let builds: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "loco-build-cache-"));
  dir = join(root, "toolchain", "tools-0123");
  builds = 0;
});
afterEach(() => rm(root, { recursive: true, force: true }));

const build: Builder = async (outDir) => {
  builds++;
  await writeFile(join(outDir, "server"), `server ${builds}`);
  await writeFile(join(outDir, "provider"), "provider");
  return "1.26.8";
};
const ensure = (builder: Builder = build) =>
  ensureBuiltWith(dir, module, { reporter: silentReporter }, builder);

test("puts each program at its places and leaves nothing beside", async () => {
  expect(await ensure()).toBe(dir);
  expect(await readFile(join(dir, "bin/etcd"), "utf8")).toBe("server 1");
  const [first, second] = await Promise.all([
    stat(join(dir, "mirror/a/provider")),
    stat(join(dir, "mirror/b/provider")),
  ]);
  expect(second.ino).toBe(first.ino);
  expect(await readdir(join(root, "toolchain"))).toEqual(["tools-0123"]);
});

test("does not build again what is there", async () => {
  await ensure();
  await ensure();
  expect(builds).toBe(1);
});

test("accepts a copy whose times changed but whose content did not", async () => {
  await ensure();
  await utimes(join(dir, "bin/etcd"), 1, 1);
  await ensure();
  expect(builds).toBe(1);
});

describe("builds again", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["a missing program", () => rm(join(dir, "bin/etcd"))],
    ["a truncated program", () => truncate(join(dir, "bin/etcd"), 3)],
    ["a program changed at equal size", () => writeFile(join(dir, "bin/etcd"), "server X")],
    ["a broken manifest", () => writeFile(join(dir, "manifest.json"), "{")],
  ])("%s", async (_what, damage) => {
    await ensure();
    await damage();
    await ensure();
    expect(await readFile(join(dir, "bin/etcd"), "utf8")).toBe("server 2");
    expect(await readdir(join(root, "toolchain"))).toEqual(["tools-0123"]);
  });
});

test("a failed build leaves nothing behind and passes its error on", async () => {
  const failing: Builder = async (outDir) => {
    await writeFile(join(outDir, "server"), "half");
    throw new Error("no network");
  };
  await expect(ensure(failing)).rejects.toThrow("no network");
  expect(await readdir(join(root, "toolchain"))).toEqual([]);
});

test("of two builds at once both end with the one that was first", async () => {
  let bothStarted = () => {};
  const barrier = new Promise<void>((resolve) => {
    bothStarted = resolve;
  });
  const together: Builder = async (outDir, workDir, progress) => {
    const version = await build(outDir, workDir, progress);
    if (builds === 2) bothStarted();
    await barrier;
    return version;
  };
  expect(await Promise.all([ensure(together), ensure(together)])).toEqual([dir, dir]);
  expect(await readFile(join(dir, "bin/etcd"), "utf8")).toMatch(/^server [12]$/);
  expect(await readdir(join(root, "toolchain"))).toEqual(["tools-0123"]);
});

test("removes what a killed build left, but not what a running one is writing", async () => {
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  await mkdir(join(root, `toolchain/.tools-0123.${dead}-abc/out`), { recursive: true });
  await mkdir(join(root, `toolchain/.tools-0123.${process.ppid}-abc/out`), { recursive: true });
  await ensure();
  expect((await readdir(join(root, "toolchain"))).sort()).toEqual([
    `.tools-0123.${process.ppid}-abc`,
    "tools-0123",
  ]);
});
